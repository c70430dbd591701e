/** Knows the notices and steps that the tests of the seal write. */
import { parseReportingUnitCode } from '../../../indicators/codes.ts'
import { parseDay, parsePeriod } from '../../../indicators/period.ts'
import { text } from '../../../indicators/text.ts'
import type { WarningEvent } from '../../../indicators/warnings/warning.ts'
import { at, PLAN, SHARE, ZHEJIANG } from './ground.ts'

const DAY = parseDay('2020-11-03')

/** A notice, before it has its number. */
export const NOTICE = {
  subject: { plan: PLAN, indicator: SHARE, region: ZHEJIANG, kind: 'behind-path' },
  openedAt: DAY,
  replyBy: parseDay('2020-11-13'),
  responsible: [{ unit: parseReportingUnitCode('zj-stats'), name: '省统计局' }],
} as const

/** A step of a warning: the first opens it, the others are a person's. */
export const stepOf = (warning: string, sequence: number): WarningEvent => ({
  warning,
  sequence,
  on: DAY,
  at: at(sequence),
  kind: sequence === 1 ? 'opened' : 'silenced',
  level: 'yellow',
  period: parsePeriod('2019'),
  actor: sequence === 1 ? 'beizeng' : '省统计局',
  reasons: [text('滞后', 'behind')],
  derivation: text('推导', 'derivation'),
  act: sequence === 1 ? null : { kind: 'silenced', text: '核对口径', owner: '张三', until: DAY },
})
