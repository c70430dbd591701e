/** Knows the table of restores: from which backup, and who let the outbox go afterwards. */
import type { GeneratedAlways } from 'kysely'
import type { Once } from './once.ts'

export interface RestorationTable {
  id: GeneratedAlways<number>
  at: Once<string>
  taken: Once<string>
  program: Once<string>
  file: Once<string>
  confirmed_at: string | null
  confirmed_by: string | null
}
