/** Knows what people name on a command line beside options: a file to read, the number of a line that was listed. */
import { readFile } from 'node:fs/promises'
import { InputError } from '../indicators/input-error.ts'
import { text, type Text } from '../indicators/text.ts'
import { explainFileFault } from '../storage/file-fault.ts'

/** The bytes of a file. @throws InputError where it is none that can be read. */
export const readGiven = async (file: string): Promise<Uint8Array> =>
  readFile(file).catch((error: unknown) => {
    throw explainFileFault(error, file)
  })

/** The number of a line. @throws InputError when it is none. */
export const parseNumber = (raw: string, where: Text): number => {
  if (/^[1-9]\d{0,8}$/.test(raw)) return Number(raw)
  throw new InputError([
    { where, found: raw, expected: text('所列的编号，如 1', 'a number that is listed, such as 1') },
  ])
}
