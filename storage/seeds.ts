/** Knows where the catalogue lies on disk: every JSON file under seeds/. */
import { readdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseCatalogue, type Catalogue } from '../indicators/catalogue.ts'
import { InputError, type InputIssue } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Paths of the JSON files under a folder, with `/`, relative to it. */
const listJsonFiles = async (directory: string, under = ''): Promise<string[]> => {
  const entries = await readdir(`${directory}/${under}`, { withFileTypes: true })
  const found = await Promise.all(
    entries.map(async (entry) => {
      if (entry.isDirectory()) return listJsonFiles(directory, `${under}${entry.name}/`)
      return entry.name.endsWith('.json') ? [`${under}${entry.name}`] : []
    }),
  )
  return found.flat().toSorted()
}

const listSeedFiles = async (directory: string): Promise<string[]> => {
  try {
    return await listJsonFiles(directory)
  } catch (error) {
    throw new InputError([
      {
        where: text(`数据文件夹 ${directory}`, `folder of seeds ${directory}`),
        found: reasonOf(error),
        expected: text('可以读取的文件夹', 'a folder that can be read'),
      },
    ])
  }
}

const OWN = fileURLToPath(new URL('../seeds', import.meta.url))

/** The folder of the data: the one that is named, or the program's own. */
export const seedsFolder = (named: string | undefined): string => resolve(named ?? OWN)

/**
 * Reads the catalogue from a folder of seeds.
 * @throws InputError when the folder cannot be read, for every file that is no JSON, and for all that the catalogue refuses.
 */
export const readSeeds = async (directory: string): Promise<Catalogue> => {
  const names = await listSeedFiles(directory)
  const files = new Map<string, unknown>()
  const issues: InputIssue[] = []
  for (const name of names) {
    const content = await readFile(`${directory}/${name}`, 'utf8')
    try {
      files.set(name, JSON.parse(content))
    } catch (error) {
      issues.push({
        where: text(name, name),
        found: reasonOf(error),
        expected: text('语法正确的 JSON 文件', 'a file of valid JSON'),
      })
    }
  }
  if (issues.length > 0) throw new InputError(issues)
  return parseCatalogue(files)
}
