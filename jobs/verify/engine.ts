/** Knows the check of the database by itself: its files, its references, and the triggers that refuse changes. */
import { text } from '../../indicators/text.ts'
import { listAppendOnly } from '../../storage/append-only.ts'
import type { Check } from './check.ts'

export const engineCheck: Check = {
  code: 'database',
  name: text('数据库自身完好', 'the database is sound by itself'),
  deep: false,
  examine: async ({ storage }) => {
    const appendOnly = listAppendOnly()
    return {
      examined: appendOnly.length,
      problems: await storage.engine.listDamage(storage.db, appendOnly),
    }
  },
}
