/** Knows the load of the torture of work: cities that send workbooks of made-up figures, wave after wave, some bad, some revised. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCatalogue } from '../../app.ts'
import { parseConfig } from '../../config.ts'
import type { Catalogue } from '../../indicators/catalogue.ts'
import type { Form } from '../../indicators/form.ts'
import { addDays, parseDay, parsePeriod, type Day } from '../../indicators/period.ts'
import type { ReportingUnit } from '../../indicators/reporting-unit.ts'
import { readSeeds } from '../../storage/seeds.ts'
import { writeTemplate } from '../../workbooks/write-template.ts'

/** How much there is to do. */
export interface Load {
  /** Cities; the first one's figures are those of the plan. */
  readonly cities: number
  readonly waves: number
  /** Rows of a workbook. */
  readonly rows: number
}

const OWN = fileURLToPath(new URL('../../seeds', import.meta.url))
const COPIED = ['regions.json', 'reporting-units.json', 'recipients.json', 'units-of-measure.json']
const FORM = 'torture-annual'
const REGION = '330100'
const FIRST_YEAR = 2017
const YEARS = 6

const codeOf = (row: number): string => `row_${row}`

type Json = Readonly<Record<string, unknown>>

/** The annual form of the departments, sent whole by cities, with rows enough. */
const composeForm = (own: Form, rows: number): Json => ({
  ...own,
  code: FORM,
  title: '合成数据演练年报表',
  tableNumber: '演练1表',
  level: 'city',
  marks: ['演练1表'],
  validUntil: '2099-12-31',
  items: [
    ...own.items.map((item) => ({ ...item, reportingUnits: undefined })),
    ...Array.from({ length: rows - own.items.length }, (_, n) => ({
      code: `R${n + 1}`,
      name: `演练项目${n + 1}号`,
      variable: codeOf(n + 1),
      unit: '亿元',
      measures: ['current'],
    })),
  ],
  editRules: [{ kind: 'power-of-ten', code: 'SLIP', class: 'quasi_mandatory' }],
})

/** Writes a folder of seeds: the program's own, the plan moved to the first city, and the form of the load. */
const writeSeeds = async (folder: string, { rows }: Load): Promise<void> => {
  const own = await readCatalogue(parseConfig({}))
  const form = own.forms.find((f) => f.code === 'zj-dept-annual')
  const plan = own.plans.find((p) => p.code === 'zj-digital-2022')
  if (!form || !plan) throw new Error('the seeds hold both')
  if (rows < form.items.length) throw new Error(`a workbook has at least ${form.items.length} rows`)
  const extra = Array.from({ length: rows - form.items.length }, (_, n) => ({
    code: codeOf(n + 1),
    name: `演练项目${n + 1}号`,
    unit: '亿元',
    kind: 'flow',
    decimals: 2,
  }))
  const write = async (name: string, content: unknown): Promise<void> => {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), JSON.stringify(content))
  }
  await mkdir(folder, { recursive: true })
  for (const name of COPIED) await copyFile(join(OWN, name), join(folder, name))
  await write('variables.json', [...own.variables, ...extra])
  await write('deadlines.json', [])
  await write('schedules.json', [])
  await write(`forms/${FORM}.json`, composeForm(form, rows))
  await write(`plans/${plan.code}/plan.json`, { ...plan, region: REGION, subregions: [] })
}

/** The year of which a wave speaks. */
const yearOf = (wave: number, { waves }: Load): number => FIRST_YEAR + Math.floor((wave * YEARS) / waves)

/** The day on which a wave becomes known: in the year after its own, each in a week of its own. */
export const dayOfWave = (wave: number, load: Load): Day => {
  const year = yearOf(wave, load)
  const first = Array.from({ length: wave + 1 }, (_, w) => w).find((w) => yearOf(w, load) === year) ?? wave
  return addDays(parseDay(`${year + 1}-02-13`), 7 * (wave - first))
}

/** The same number for the same places, spread over 0 to 1. */
const spread = (...places: readonly number[]): number => {
  let mixed = 0x9e3779b9
  for (const place of places) {
    mixed = Math.imul(mixed ^ place, 0x85ebca6b)
    mixed ^= mixed >>> 13
    mixed = Math.imul(mixed, 0xc2b2ae35)
    mixed ^= mixed >>> 16
  }
  return (mixed >>> 0) / 2 ** 32
}

interface Cell {
  readonly city: number
  readonly wave: number
  readonly row: number
}

/** A wave that speaks of the year of the one before it revises a fifth of its figures, by up to a tenth. */
const figureOf = ({ city, wave, row }: Cell, base: number, load: Load): number => {
  const year = yearOf(wave, load)
  const growth = 1 + (year - FIRST_YEAR) * 0.11 * spread(city, row)
  const revised = Array.from({ length: wave + 1 }, (_, w) => w).findLast(
    (w) => yearOf(w, load) === year && spread(city, row, w, 7) < 0.2,
  )
  const revision = revised === undefined ? 1 : 0.95 + 0.1 * spread(city, row, revised)
  return Math.round(base * growth * revision * 100) / 100
}

/** In every wave one city's workbook is wrong in one place: a word for a figure, or ten times too much. */
const spoil = ({ city, wave, row }: Cell, figure: number, load: Load): number | string => {
  const lastRow = load.rows - 1
  if (city !== (wave * 2 + 1) % load.cities || row !== lastRow) return figure
  return wave % 2 === 0 ? '约莫' : figure * 10
}

interface Sender {
  readonly catalogue: Catalogue
  readonly form: Form
  readonly unit: ReportingUnit
}

const composeFile = (
  wave: number,
  city: number,
  { load, catalogue, form, unit }: Sender & { load: Load },
) => {
  const [plan] = catalogue.plans
  const entries = form.items.map(({ variable, measures: [measure = 'current'] = [] }, row) => {
    const { baseline } = plan?.indicators.find((i) => String(i.code) === variable) ?? {}
    const [least, most] = catalogue.variables.find((v) => v.code === variable)?.range ?? [100, 9_000]
    const base = baseline?.value ?? least + (most - least) * (0.2 + 0.3 * spread(row))
    const cell = { city, wave, row }
    const figure = Math.min(figureOf(cell, base, load), most)
    return { variable, measure, value: spoil(cell, figure, load) }
  })
  const period = parsePeriod(String(yearOf(wave, load)))
  return writeTemplate({ form, unit, period, variables: catalogue.variables, entries, synthetic: true })
}

/** The name of a workbook: the first part says its wave. */
export const nameOfFile = (wave: number, city: number): string =>
  `${String(wave).padStart(3, '0')}-${String(city).padStart(2, '0')}.xlsx`

/** Writes every workbook of the load into a folder, and the seeds that know its form. */
export const writeLoad = async (root: string, load: Load): Promise<void> => {
  const seeds = join(root, 'seeds')
  await writeSeeds(seeds, load)
  const catalogue = await readSeeds(seeds)
  const form = catalogue.forms.find((f) => f.code === FORM)
  const units = catalogue.reportingUnits.filter((u) => u.level === 'city')
  await mkdir(join(root, 'files'), { recursive: true })
  for (let wave = 0; wave < load.waves; wave += 1)
    for (let city = 0; city < load.cities; city += 1) {
      const unit = units[city]
      if (!form || !unit) throw new Error('there are eleven cities')
      const bytes = await composeFile(wave, city, { load, catalogue, form, unit })
      await writeFile(join(root, 'files', nameOfFile(wave, city)), bytes)
    }
}
