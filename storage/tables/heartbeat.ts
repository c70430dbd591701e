/** Knows the table of signs of life. */
import type { Once } from './once.ts'

export interface HeartbeatTable {
  name: Once<string>
  at: string
}
