/** Knows that the house is read as git would take it: by .gitignore, dotfiles included, text only as text. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readHouse } from './read-house.ts'

test('reads what git would take', () => {
  const root = mkdtempSync(join(tmpdir(), 'house-'))
  const files = {
    '.gitignore': '# left out\ndata/\n\n*.log\n/out/\n',
    '.git/config': 'x',
    '.ci/run': 'x',
    'data/a.txt': 'x',
    'web/data/a.txt': 'x',
    'web/a.log': 'x',
    'out/a.txt': 'x',
    'web/out/a#1%20 数.txt': '数',
    'web/a.bin': 'a\0b',
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const read = Object.fromEntries(readHouse(root).map(({ path, text }) => [path, text]))
  rmSync(root, { recursive: true })
  expect(read).toEqual({
    '.gitignore': files['.gitignore'],
    '.ci/run': 'x',
    'web/out/a#1%20 数.txt': '数',
    'web/a.bin': '',
  })
})
