/** Knows the check of the log of warnings: the chain of its seals holds from the first step to the last. */
import type { InputIssue } from '../../indicators/input-error.ts'
import { text } from '../../indicators/text.ts'
import { findLogBreak, readWarningHead, type Break } from '../../storage/warning-chain.ts'
import type { Check } from './check.ts'

const CAUSES = {
  changed: text('写下之后被改动', 'changed since it was written'),
  missing: text('缺失', 'missing'),
  unsealed: text('没有封存', 'never sealed'),
  cut: text('日志在此中断', 'the log ends here'),
  anchor: text('与别处所记的封存值不符', 'not the log whose seal was noted elsewhere'),
} as const satisfies Record<Break['cause'], ReturnType<typeof text>>

const problemOf = ({ place, step, cause }: Break): InputIssue => {
  const which = step ? ` ${step.warning} #${step.sequence}` : ''
  return {
    where: text(`预警日志第 ${place} 条${which}`, `log of warnings, place ${place}${which}`),
    found: CAUSES[cause],
    expected: text(
      '与写下时一字不差；其后各条无法再核实',
      'as it was written; what follows cannot be verified',
    ),
  }
}

export const warningsCheck: Check = {
  code: 'warnings',
  name: text('预警日志逐条封存，前后相连', 'the log of warnings is sealed step by step'),
  deep: false,
  // At one instant: a step written meanwhile is no break.
  examine: ({ storage }) =>
    storage.snapshot(async (tx) => {
      const broken = await findLogBreak(tx)
      const { place } = await readWarningHead(tx)
      return { examined: place, problems: broken ? [problemOf(broken)] : [] }
    }),
}
