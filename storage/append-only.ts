/** Knows which tables refuse that anything in them is changed: what the migrations said, for a check of whether it still holds. */
import type { Ddl } from './migrations/ddl.ts'
import { MIGRATIONS } from './migrations/index.ts'

/** Tables that were ever made append-only, by name. */
export const listAppendOnly = (): readonly string[] => {
  const tables = new Set<string>()
  const listening: Ddl = {
    serial: '',
    appendOnly: (table) => {
      tables.add(table)
      return []
    },
    spell: () => [],
  }
  for (const migration of MIGRATIONS) migration.statements(listening)
  return [...tables].toSorted()
}

/** The triggers that stand before a table and are gone. */
export const missingTriggers = (
  appendOnly: readonly string[],
  { found, refused }: { readonly found: ReadonlySet<string>; readonly refused: readonly string[] },
): readonly string[] =>
  appendOnly.flatMap((table) =>
    refused.map((what) => `${table}_no_${what}`).filter((trigger) => !found.has(trigger)),
  )
