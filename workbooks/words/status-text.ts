/** Knows the words for how firm a figure is: 快报, 初步核算数, 最终核实, 普查修订. */
import { STATUSES, type Status } from '../../indicators/observation.ts'
import { tightText } from './plain-text.ts'

const SYNONYMS: Readonly<Record<string, Status>> = {
  快报: 'flash',
  初步: 'preliminary',
  初步核算: 'preliminary',
  初步统计: 'preliminary',
  核实: 'verified',
  最终: 'final',
  最终核实: 'final',
  普查修订: 'census_revision',
  更正: 'correction',
}

/** The words in the order in which a person chooses among them. */
export const statusWords: readonly string[] = Object.values(STATUSES).map((words) => words.zh)

/** The status that the words name; undefined when they name none. */
export const parseStatusText = (raw: string): Status | undefined =>
  SYNONYMS[tightText(raw).replace(/数据?$/, '')]
