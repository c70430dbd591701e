/** Knows how what the reader found odd is told as findings: each once, and only where no finding on a cell says it better. */
import type { Finding, FindingClass } from '../../indicators/finding.ts'
import type { ReadObservation } from '../../indicators/observation.ts'
import { text, type Text } from '../../indicators/text.ts'
import { listAddresses } from '../addresses.ts'
import type { Cell, Grid, Oddity } from '../grid.ts'
import { addressOf } from '../tables/sheet-map.ts'
import { parseNumberText } from '../words/number-text.ts'
import type { SubmissionReading } from './submission-reading.ts'

/** What was said and read so far. */
type Said = Pick<SubmissionReading, 'findings' | 'observations' | 'sheets'>

/** How an oddity is told: not at all where other findings always say it, and what to do about it. */
interface Telling {
  readonly class: FindingClass
  readonly expected: Text
  /** Findings that speak of its cells; with one of them on the sheet it is not said again. */
  readonly saidBy?: (finding: Finding) => boolean
}

const CHECK = text('请核对所列之处；能读取的均已读取', 'please check these places; what can be read was read')

const TELLINGS: Readonly<Record<Oddity['code'], Telling | undefined>> = {
  // That a form is blank or unknown is said of the whole file.
  empty: undefined,
  uncalculated: {
    class: 'notice',
    expected: text(
      '有计算结果的公式；所列单元格没有可读的数',
      'formulas with results; there is no figure to read',
    ),
    saidBy: (f) => f.rule === 'read.number' && f.found.startsWith('='),
  },
  // Told of the figures that were read: codes and line numbers are rightly text.
  'number-as-text': undefined,
  covered: {
    class: 'notice',
    expected: text('合并前清空；看不见的内容没有读取', 'cleared cells; what nobody sees was not read'),
    saidBy: (f) => f.rule === 'read.merged',
  },
  'several-units': {
    class: 'notice',
    expected: CHECK,
    saidBy: (f) => f.rule === 'read.several-units',
  },
  // A total that was not computed anew after its parts were changed: one of them is wrong.
  'stale-result': {
    class: 'verification',
    expected: text('重新计算并保存后的数', 'results that were computed anew and saved'),
  },
  'far-cells': { class: 'notice', expected: CHECK },
  'merges-overlap': { class: 'notice', expected: CHECK },
  'no-number': {
    class: 'notice',
    expected: CHECK,
    saidBy: (f) => f.rule === 'read.number' && !f.found.startsWith('='),
  },
  'no-style': { class: 'notice', expected: CHECK },
  'no-shared-formula': { class: 'notice', expected: CHECK },
}

const tell = (oddity: Oddity, { findings }: Said): readonly Finding[] => {
  const telling = TELLINGS[oddity.code]
  if (!telling) return []
  const here = findings.filter((f) => f.sheet === oddity.sheet)
  if (telling.saidBy && here.some(telling.saidBy)) return []
  const { class: kind, expected } = telling
  return [
    { rule: `read.${oddity.code}`, class: kind, sheet: oddity.sheet, cell: '', found: oddity.zh, expected },
  ]
}

const MACROS: Finding = {
  rule: 'read.macros',
  class: 'notice',
  sheet: '',
  cell: '',
  found: '工作簿带有宏',
  expected: text(
    '不带宏的工作簿；宏没有运行，只读取了单元格',
    'no macros: they were not run, only cells were read',
  ),
}

/** A bare number; 44% and ≥76 say more than a number can. */
const isTyped = ({ content }: Cell): boolean => {
  const number = content.type === 'text' ? parseNumberText(content.value) : undefined
  return number?.unit === '' && number.bound === 'exact'
}

/** Figures that were typed as text: read, and said once a sheet. In a .csv everything is text. */
const listTextFigures = (grid: Grid, observations: readonly ReadObservation[]): readonly Finding[] => {
  if (grid.kind === 'csv') return []
  const read = new Set(observations.flatMap((o) => ('value' in o.figure ? [`${o.sheet}!${o.cell}`] : [])))
  return grid.sheets.flatMap((sheet) => {
    const cells = sheet.cells.filter((c) => isTyped(c) && read.has(`${sheet.name}!${addressOf(c)}`))
    const [first] = cells
    if (!first) return []
    return [
      {
        rule: 'read.number-as-text',
        class: 'notice',
        sheet: sheet.name,
        cell: addressOf(first),
        found: `${cells.length} 个数字以文字形式存放：${listAddresses(cells)}`,
        expected: text('数值；已按数字读取', 'numbers; they were read as such'),
      },
    ]
  })
}

/**
 * What was odd and could be read all the same, beside the findings that were made. Of sheets that were not read it is
 * said that they were not; only where nothing was read what is odd about them may be the reason.
 */
export const listOddities = (grid: Grid, said: Said): readonly Finding[] => {
  const looked = said.sheets.length > 0 ? said.sheets : grid.sheets.map((s) => s.name)
  return [
    ...(grid.kind === 'xlsm' ? [MACROS] : []),
    ...grid.warnings.filter((o) => looked.includes(o.sheet)).flatMap((oddity) => tell(oddity, said)),
    ...listTextFigures(grid, said.observations),
  ]
}
