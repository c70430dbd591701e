/** Knows how tests open and save a workbook in LibreOffice, and what they say when it is not there. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireEngine } from './engines.ts'

const PROGRAM = 'soffice'

/** Why the tests of LibreOffice are skipped; undefined when it is there. */
export const missingOffice: string | undefined = (() => {
  const { error } = spawnSync(PROGRAM, ['--version'], { stdio: 'ignore' })
  return error ? requireEngine('libreoffice', `no program ${PROGRAM}`) : undefined
})()

/** Ends the name of a test that is skipped without LibreOffice. */
export const lackingOffice = missingOffice === undefined ? '' : `: skipped, ${missingOffice}`

/** Opens the files and saves each as another kind into a folder, with a profile of its own. */
export const saveWithOffice = (kind: string, folder: string, files: readonly string[]): void => {
  const profile = mkdtempSync(join(tmpdir(), 'office-'))
  const own = `-env:UserInstallation=file://${profile}`
  try {
    execFileSync(PROGRAM, [own, '--headless', '--convert-to', kind, '--outdir', folder, ...files], {
      stdio: 'ignore',
    })
  } finally {
    rmSync(profile, { recursive: true, force: true })
  }
}
