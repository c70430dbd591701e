/** Knows that the seeds on disk are read whole, that broken files are named, and that E41002 is the form of the real files. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { read, utils } from '@e965/xlsx'
import { afterAll, describe, expect, test } from 'vitest'
import { findForm } from '../../indicators/catalogue.ts'
import { InputError } from '../../indicators/input-error.ts'
import { readSeeds } from '../../storage/seeds.ts'

const SEEDS = fileURLToPath(new URL('../../seeds', import.meta.url))
const REAL = new URL('../../../shared/workbooks/real/', import.meta.url)

const refusalOf = async (directory: string): Promise<InputError> => {
  try {
    await readSeeds(directory)
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error(`${directory} was read`)
}

const folder = mkdtempSync(join(tmpdir(), 'seeds-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('读取种子数据', () => {
  test('全部文件读成一个目录', async () => {
    const catalogue = await readSeeds(SEEDS)
    expect(catalogue.plans.map((p) => [p.code, p.indicators.length])).toEqual([['zj-digital-2022', 24]])
    expect(catalogue.forms.map((f) => f.code).toSorted()).toEqual([
      'E41002',
      'hb-above-quota-goods',
      'hb-retail-cities',
      'hb-retail-feedback',
      'nbs-industry-growth',
      'nbs-province-gdp',
      'zj-city-monthly',
      'zj-dept-annual',
      'zj-dept-monthly',
    ])
    expect(catalogue.reportingUnits.filter((u) => u.level === 'city')).toHaveLength(11)
    expect(catalogue.published.length).toBeGreaterThan(100)
  })

  test('每个不是 JSON 的文件都被指出，其他文件不读', async () => {
    writeFileSync(join(folder, 'variables.json'), '[{"code": }]')
    writeFileSync(join(folder, 'regions.json'), '{')
    writeFileSync(join(folder, 'README.txt'), '{')
    const { issues } = await refusalOf(folder)
    expect(issues.map((i) => i.where.zh)).toEqual(['regions.json', 'variables.json'])
    expect(issues.map((i) => i.expected.zh)).toEqual(['语法正确的 JSON 文件', '语法正确的 JSON 文件'])
  })

  test('没有这个文件夹', async () => {
    const { issues } = await refusalOf(join(folder, 'none'))
    expect(issues).toHaveLength(1)
    expect(issues[0]?.where.zh).toContain('none')
  })
})

const realFiles = existsSync(REAL) ? readdirSync(REAL).filter((name) => name.startsWith('E41002')) : []

/** The text of every cell of a row, that of a merged range in all its cells. */
const filledRows = (file: string): string[][] => {
  const book = read(readFileSync(new URL(encodeURIComponent(file), REAL)))
  const sheet = book.Sheets[book.SheetNames[0] ?? ''] ?? {}
  const rows = utils.sheet_to_json<string[]>(sheet, { header: 1, raw: false, defval: '' })
  for (const { s, e } of sheet['!merges'] ?? [])
    for (let r = s.r; r <= e.r; r++)
      for (let c = s.c; c <= e.c; c++) rows[r]?.splice(c, 1, rows[s.r]?.[s.c] ?? '')
  return rows
}

describe.skipIf(realFiles.length === 0)('E41002 与五个真实文件（没有 ../shared 时跳过）', () => {
  test.each(realFiles)('%s', async (file) => {
    const form = findForm(await readSeeds(SEEDS), 'E41002')
    const [title = [], upper = [], lower = [], letters = [], ...body] = filledRows(file)
    for (const mark of [...(form?.marks ?? []), form?.title]) expect(title.join(' ')).toContain(mark)
    expect(upper[0]).toBe(form?.stub.name)
    const columns = form?.columns ?? []
    expect(upper.slice(1).map((label, i) => [label, lower[i + 1]])).toEqual(columns.map((c) => c.labels))
    expect(letters).toEqual(['甲', ...columns.map((c) => c.code)])
    expect(body.map(([name = '']) => [name.trim(), (name.length - name.trimStart().length) / 2])).toEqual(
      form?.items.map((item) => [item.name, item.indent]),
    )
  })
})
