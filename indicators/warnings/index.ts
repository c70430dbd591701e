/** Knows every kind of warning by its sign reader; a new kind is a file beside this and a line here. */
import { readBehindPath } from './behind-path.ts'
import { readLargeRevision } from './large-revision.ts'
import { readReversal } from './reversal.ts'
import { readScopeChange } from './scope-change.ts'
import type { SignReader } from './sign.ts'
import { readStalled } from './stalled.ts'
import type { WarningKind } from './warning.ts'

export const SIGN_READERS: readonly { readonly kind: WarningKind; readonly read: SignReader }[] = [
  { kind: 'behind-path', read: readBehindPath },
  { kind: 'reversal', read: readReversal },
  { kind: 'stalled', read: readStalled },
  { kind: 'large-revision', read: readLargeRevision },
  { kind: 'scope-change', read: readScopeChange },
]
