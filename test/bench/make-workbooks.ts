/** Knows the workbooks that the reading bench reads: small submissions on our own template, and one long table; a seed decides all. */
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import ExcelJS from 'exceljs'
import type { Form } from '../../indicators/form.ts'
import { parsePeriod } from '../../indicators/period.ts'
import { readSeeds } from '../../storage/seeds.ts'
import type { TemplateEntry } from '../../workbooks/template/entries.ts'
import { writeTemplate } from '../../workbooks/write-template.ts'

export const SEED = 20_201_130
export const SMALL_FILES = 1000
export const LONG_ROWS = 100_000
export const LONG_COLUMNS = 12

/** Numbers from 0 to 1 in the order that the seed gives (mulberry32). */
const openRandom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A figure for every place of the form that takes one, so that no two files are alike. */
const entriesOf = (form: Form, unit: string, random: () => number): readonly TemplateEntry[] =>
  form.items
    .filter((item) => item.reportingUnits?.some((code) => code === unit) ?? true)
    .flatMap((item) =>
      form.columns.flatMap(({ holds }): TemplateEntry[] =>
        holds.kind === 'measure' && (item.measures?.includes(holds.measure) ?? true)
          ? [{ variable: item.variable, measure: holds.measure, value: Math.round(random() * 1e6) / 100 }]
          : [],
      ),
    )

const makeSmall = async (folder: string): Promise<void> => {
  const { forms, reportingUnits, variables } = await readSeeds(
    fileURLToPath(new URL('../../seeds', import.meta.url)),
  )
  const form = forms.find((f) => f.code === 'zj-dept-monthly')
  const units = reportingUnits.filter((u) => form?.items.some((i) => i.reportingUnits?.includes(u.code)))
  if (!form || units.length === 0) throw new Error('the seeds hold no monthly form that departments fill in')
  const random = openRandom(SEED)
  for (let file = 0; file < SMALL_FILES; file++) {
    const unit = units[file % units.length]
    if (!unit) continue
    const period = parsePeriod(
      `${2016 + Math.floor(random() * 5)}-${String(1 + (file % 12)).padStart(2, '0')}`,
    )
    const entries = entriesOf(form, unit.code, random)
    await writeFile(`${folder}/${file}.xlsx`, await writeTemplate({ form, unit, period, variables, entries }))
  }
}

const CITIES = [
  '杭州市',
  '宁波市',
  '温州市',
  '嘉兴市',
  '湖州市',
  '绍兴市',
  '金华市',
  '衢州市',
  '舟山市',
  '台州市',
  '丽水市',
]
const DAY = 86_400_000

/** Two labels of few kinds, a label of many, a date, eight figures. */
const longRow = (row: number, random: () => number): readonly (string | number | Date)[] => [
  CITIES[Math.floor(random() * CITIES.length)] ?? '',
  random() < 0.5 ? '规模以上工业' : '限额以上批发和零售业',
  `企业${Math.floor(random() * 30_000)}`,
  new Date(Date.UTC(2015, 0, 1) + Math.floor(random() * 2000) * DAY),
  row,
  ...Array.from({ length: LONG_COLUMNS - 5 }, (_, i) => Math.round(random() * 10 ** (4 + i)) / 100),
]

const makeLong = async (file: string): Promise<void> => {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    filename: file,
    useSharedStrings: true,
    useStyles: true,
  })
  const sheet = book.addWorksheet('长表')
  sheet.getColumn(4).numFmt = 'yyyy-mm-dd'
  const random = openRandom(SEED)
  for (let row = 1; row <= LONG_ROWS; row++) sheet.addRow(longRow(row, random)).commit()
  await book.commit()
}

/** Makes the folder `small` and the file `long.xlsx`. */
export const makeWorkbooks = async (folder: string): Promise<void> => {
  await mkdir(`${folder}/small`, { recursive: true })
  await makeSmall(`${folder}/small`)
  await makeLong(`${folder}/long.xlsx`)
}
