/** Knows the warning 大幅修订: a figure was revised by more than the plan lets pass. */
import type { Assessment } from '../assessment.ts'
import { formatPercent, formatShort } from '../figure-text.ts'
import { STATUSES } from '../observation.ts'
import type { WarningRules } from '../plan.ts'
import { text } from '../text.ts'
import { signOf, type Sign, type SignReader } from './sign.ts'

const signAt = (assessment: Assessment, rules: WarningRules): Sign[] => {
  const { value } = assessment
  const before = value?.previous
  if (!value || !before || before.value === 0) return signOf(assessment, null)
  const change = ((value.value - before.value) / Math.abs(before.value)) * 100
  if (Math.abs(change) <= rules.largeRevision) return signOf(assessment, null)
  const [was, is] = [formatShort(before.value), formatShort(value.value)]
  return signOf(assessment, 'yellow', [
    text(
      `大幅修订：${was}（${STATUSES[before.status].zh} ${before.known}）改为 ${is}（${STATUSES[value.status].zh} ${value.known}），变动 ${formatPercent(change)}`,
      `large revision: ${was} (${STATUSES[before.status].en} ${before.known}) became ${is} (${STATUSES[value.status].en} ${value.known}), ${formatPercent(change)}`,
    ),
  ])
}

/** Signs of 大幅修订, one a period: the newest figure against the vintage before it. */
export const readLargeRevision: SignReader = (history, { rules }) => history.flatMap((a) => signAt(a, rules))
