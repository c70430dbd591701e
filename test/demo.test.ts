/** Knows what the replay of the really published values must show, read through the same commands as a person reads it. */
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import postalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWorkbook } from '../workbooks/read-workbook.ts'
import { run, runIn, runJson, type Ran } from './run-cli.ts'

let folder = ''
let data = ''
let demo: Ran = { code: -1, out: '', err: '' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-demo-'))
  data = join(folder, 'demo')
  // A folder that was made for it, and is empty, serves as well as one that is not there yet.
  await mkdir(data)
  demo = await run(data, 'demo')
}, 120_000)
afterAll(() => rm(folder, { recursive: true }))

interface Status {
  readonly code: string
  readonly actual: number | null
  readonly progress: number | null
  readonly level: number | null
  readonly light: string
  readonly class: string
  readonly period: string | null
  readonly bound: string | null
  readonly reasons: readonly string[]
  readonly alternatives: readonly { readonly value: number }[]
  readonly released: string | null
}

const statusOn = async (day: string): Promise<ReadonlyMap<string, Status>> => {
  const { indicators } = await runJson(data, 'status', '--as-of', day)
  return new Map(indicators.map((i: Status) => [i.code, i]))
}

describe('数字经济增加值占 GDP 比重', () => {
  test.each([
    ['2020-11-03', '2019', 71.83, 97.01, 'yellow'],
    ['2021-07-05', '2020', 97.18, 99.57, 'blue'],
    ['2022-07-12', '2021', 78.38, 95.29, 'yellow'],
    ['2023-12-31', '2022', 70.66, 91.94, 'yellow'],
  ])('as of %s it speaks of %s', async (day, period, progress, level, light) => {
    const share = (await statusOn(day)).get('digital_economy_gdp_share')
    expect(share?.period).toBe(period)
    expect(share?.progress).toBeCloseTo(progress, 2)
    expect(share?.level).toBeCloseTo(level, 2)
    expect(share?.light).toBe(light)
  })

  test('a warning is open from 2020-11-03 on, and not a day before', async () => {
    const on = async (day: string) =>
      (await runJson(data, 'warnings', '--as-of', day)).warnings.filter(
        (w: { indicator: string; kind: string }) =>
          w.indicator === 'digital_economy_gdp_share' && w.kind === 'behind-path',
      )
    expect(await on('2020-11-02')).toEqual([])
    expect(await on('2020-11-03')).toMatchObject([
      { level: 'yellow', state: 'opened', openedAt: '2020-11-03', period: '2019' },
    ])
    expect(await on('2023-12-31')).toMatchObject([
      { level: 'yellow', openedAt: '2020-11-03', period: '2022' },
    ])
  })

  test('three vintages of GDP give three shares for 2022, and the verdict names the one it used', async () => {
    const share = (await statusOn('2026-01-01')).get('digital_economy_gdp_share')
    expect(share?.actual).toBeCloseTo(50.57, 2)
    expect(share?.alternatives.map((a) => a.value.toFixed(1))).toEqual(['50.3', '48.7'])
    expect(share?.reasons.join()).toContain('本评价用 50.5694')
  })
})

test('数字经济增加值: no annual figure through 2021 was yellow or red, and 2022 missed all the same', async () => {
  for (const day of ['2020-11-03', '2021-07-05', '2022-07-12', '2023-12-30'])
    expect((await statusOn(day)).get('digital_economy_va')?.light).toBe('green')
  const last = (await statusOn('2023-12-31')).get('digital_economy_va')
  expect(last?.light).toBe('blue')
  expect(last?.reasons.join()).toContain('2022年目标 40000 未实现')
  const { warnings } = await runJson(data, 'warnings', '--as-of', '2023-12-30')
  expect(warnings.filter((w: { indicator: string }) => w.indicator === 'digital_economy_va')).toEqual([])
})

test('what has no comparable published value is grey with the reason, on every day', async () => {
  const never = [
    'core_labour_productivity',
    'next_gen_it_share',
    'eit_new_product_rate',
    'pct_applications',
    'core_rd_share',
    'listed_firms',
    'unicorns',
    'hightech_firms',
    'cnc_rate',
    'machine_networking_rate',
    'industry_labour_productivity',
    'interprov_bandwidth',
  ]
  for (const day of ['2019-01-01', '2022-12-31', '2026-01-01']) {
    const status = await statusOn(day)
    for (const code of never) {
      expect(status.get(code)).toMatchObject({ actual: null, light: 'grey', class: '数据不足' })
      expect(status.get(code)?.reasons[0]).toContain('没有可比的公布值')
    }
  }
})

test('软件 2018 is shown under review, not as a fall', async () => {
  const software = (await statusOn('2019-12-31')).get('software_revenue')
  expect(software).toMatchObject({ light: 'grey', class: '口径变动待核', progress: null })
  const { values } = await runJson(data, 'explain', 'software_revenue/2018')
  expect(values).toMatchObject([{ value: 5200.6 }])
  const { warnings } = await runJson(data, 'warnings', '--as-of', '2026-01-01')
  const own = warnings.filter((w: { indicator: string }) => w.indicator === 'software_revenue')
  expect(own.map((w: { kind: string }) => w.kind)).toEqual(['scope-change'])
})

test('a lower bound is used as one and says so', async () => {
  for (const [day, value] of [['2020-02-01', 35] as const, ['2021-10-01', 41] as const]) {
    const cloud = (await statusOn(day)).get('cloud_firms')
    expect(cloud).toMatchObject({ actual: value, bound: 'lower', light: 'green' })
    expect(cloud?.reasons.join()).toContain('下限')
  }
})

test('互联网普及率 turns from green to under review when the population is revised', async () => {
  expect((await statusOn('2021-12-30')).get('internet_penetration')?.light).toBe('green')
  expect((await statusOn('2021-12-31')).get('internet_penetration')).toMatchObject({
    actual: 80.9,
    light: 'grey',
    class: '口径变动待核',
  })
})

test('a figure leads back to file, sheet and cell, and the original there holds it', async () => {
  const { sources } = await runJson(data, 'explain', 'digital_economy_gdp_share/2019')
  const [source] = sources
  expect(source).toMatchObject({ value: 43.3, known: '2020-11-03', status: '初步' })
  const result = await readWorkbook(await readFile(join(data, 'archive', source.archived)))
  if ('refused' in result) throw new Error('the original cannot be read')
  const sheet = result.grid.sheets.find((s) => s.name === source.sheet)
  const cell = sheet?.cells.find((c) => `${String.fromCharCode(64 + c.column)}${c.row}` === source.cell)
  expect(cell?.content).toEqual({ type: 'number', value: 43.3 })
})

test('every submission of the replay was read whole', async () => {
  const { submissions } = await runJson(data, 'submissions')
  for (const { counts, outcome, file } of submissions) {
    expect(counts.read, file).toBe(counts.accepted + counts.rejected + counts.unchanged)
    expect([counts.rejected, ['accepted', 'to-explain'].includes(outcome)], file).toEqual([0, true])
  }
})

test('the mails tell each warning once as new, in both parts', async () => {
  const files = (await readdir(join(data, 'outbox'))).filter((f) => f.endsWith('-office.eml')).toSorted()
  const fresh: string[] = []
  for (const file of files) {
    const mail = await postalMime.parse(await readFile(join(data, 'outbox', file)))
    const section = /== 新增.*?==([\s\S]*?)(?===|$)/.exec(mail.text ?? '')?.[1] ?? ''
    const numbers = section.match(/\d{4}-\d{4}(?= · )/g) ?? []
    for (const number of numbers) expect(mail.html).toContain(number)
    fresh.push(...numbers)
  }
  expect(fresh.length).toBeGreaterThan(5)
  expect(new Set(fresh).size).toBe(fresh.length)
})

test('the demo prints lights, warnings, mails and tables, and what it names is there', async () => {
  expect([demo.code, demo.err]).toEqual([0, ''])
  for (const part of ['■ 2019 72%', '2020-11-03  2020-0002  发出  黄色', '一、', '二、', '三、', '四、'])
    expect(demo.out).toContain(part)
  for (const year of [2020, 2021, 2022]) {
    const result = await readWorkbook(
      await readFile(join(data, 'assessments', `zj-digital-2022-${year}.xlsx`)),
    )
    expect('grid' in result && result.grid.sheets.map((s) => s.name)).toContain('年度评估表')
  }
})

test.each(['README.md', 'README.en.md'])('%s shows exactly what the demo prints', async (file) => {
  const readme = await readFile(new URL(`../${file}`, import.meta.url), 'utf8')
  const blocks = [...readme.matchAll(/^```text\n(.*?)^```$/gms)].map((match) => match[1])
  const printed = demo.out.replaceAll(relative('.', data), 'data/demo').replaceAll(sep, '/')
  expect(blocks[0]).toBe(printed)
})

test('the demo empties only a folder that it made itself', async () => {
  const other = join(folder, 'other')
  await run(other, 'submissions')
  for (const again of [await run(other, 'demo'), await runIn({ BEIZENG_DATA: other }, 'demo')]) {
    expect(again.code).toBe(1)
    expect(again.err).toContain(`文件夹 ${other}：发现「已有数据或其他内容」`)
    expect(again.err).toContain('上一次 demo 留下的')
  }
  expect(await readdir(other)).toContain('beizeng.db')
})

test('without a folder the demo goes to its usual place, and looks there too before it empties anything', async () => {
  const usual = join(folder, 'data', 'demo')
  await mkdir(usual, { recursive: true })
  await writeFile(join(usual, 'mine.txt'), 'kept')
  const program = fileURLToPath(new URL('../cli.ts', import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, [program, 'demo'], { cwd: folder, encoding: 'utf8' })
  expect([status, stderr]).toEqual([1, expect.stringContaining('文件夹 data/demo')])
  expect(await readdir(usual)).toEqual(['mine.txt'])
})
