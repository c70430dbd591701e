/** Knows which files of a checkout belong to the house: those that git would take, by its own .gitignore. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'

export interface HouseFile {
  /** From the top of the house, with `/` on every system. */
  readonly path: string
  /** Empty for what is not text. */
  readonly text: string
}

const NOT_TEXT = String.fromCharCode(0)

const readText = (file: string): string => {
  const text = readFileSync(file, 'utf8')
  return text.includes(NOT_TEXT) ? '' : text
}

/** A line of .gitignore as a glob from the top: `data/` is `data` at any depth, `/out/` only at the top. */
const globOf = (line: string): string => {
  const bare = line.replace(/\/$/, '')
  if (bare.startsWith('/')) return bare.slice(1)
  return bare.includes('/') ? bare : `**/${bare}`
}

const readIgnored = (root: string): string[] => [
  '.git',
  ...readText(join(root, '.gitignore'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(globOf),
]

/** All files under the folder `root`. */
export const readHouse = (root: string): HouseFile[] => {
  const ignored = readIgnored(root)
  const walk = (folder: string): HouseFile[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry): HouseFile[] => {
      const path = `${folder}${entry.name}`
      if (ignored.some((glob) => matchesGlob(path, glob))) return []
      if (entry.isDirectory()) return walk(`${path}/`)
      return entry.isFile() ? [{ path, text: readText(join(root, path)) }] : []
    })
  return walk('')
}
