/** Knows the warning 口径变动: the series may not be laid on the baseline until its scope has been reviewed. */
import { signOf, type SignReader } from './sign.ts'

/** Signs of 口径变动, one a period: the verdict waits for a review of the scope. */
export const readScopeChange: SignReader = (history) =>
  history.flatMap((a) => signOf(a, a.class === 'scope_review' ? 'yellow' : null))
