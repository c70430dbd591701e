/** Knows the table of what arrived in the inbox. */
import type { Once } from './once.ts'

export interface ArrivalTable {
  id: Once<string>
  folder: Once<string>
  file: Once<string>
  sha256: Once<string>
  size: Once<number>
  submission: Once<string>
  repeated: Once<0 | 1>
  received_at: Once<string>
  place: string | null
  filed_at: string | null
}
