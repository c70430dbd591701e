/** Knows what a process that died left beside the places of its files, and when it is nobody's any more. */
import { randomUUID } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const LEFTOVER = /^\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/

/** Where a file is written before it is renamed to its place: in the same folder, under a name that nobody else has. */
export const pathBeside = (path: string): string => join(dirname(path), `.${randomUUID()}.tmp`)

/** No file takes so long to write; on a share the process that writes it may be another machine's. */
const DEAD_AFTER_MS = 24 * 3_600_000

const absentAsNone = (error: unknown): [] => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
  throw error
}

/**
 * Removes what was left half-written a day before `now` or longer: it takes room and is of no use. Files of other names and
 * young ones stay. A folder that is not there holds nothing. With `deep` its folders too. Returns how many went.
 */
export const clearLeftovers = async (
  folder: string,
  { now, deep = false }: { readonly now: Date; readonly deep?: boolean },
): Promise<number> => {
  const entries = await readdir(folder, { recursive: deep, withFileTypes: true }).catch(absentAsNone)
  let cleared = 0
  for (const entry of entries) {
    if (!entry.isFile() || !LEFTOVER.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    // Another process may be clearing too.
    const found = await stat(path).catch(() => undefined)
    if (!found || found.mtimeMs > now.getTime() - DEAD_AFTER_MS) continue
    await rm(path, { force: true })
    cleared += 1
  }
  return cleared
}
