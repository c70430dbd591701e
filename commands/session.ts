/** Knows what every command is given: where it may print, which language, and how to open the store. */
import type { Command } from 'commander'
import type { Catalogue } from '../indicators/catalogue.ts'
import type { Language, Text } from '../indicators/text.ts'
import type { Clock, StepContext } from '../jobs/step.ts'

export interface Io {
  out(text: string): unknown
  err(text: string): unknown
  /** Someone watches: progress may be shown. */
  readonly terminal: boolean
}

/** The store opened on a data folder. */
export type Opened = StepContext

export interface Session {
  readonly io: Io
  readonly language: Language
  readonly directory: string
  readonly clock: Clock
  /** The plan, form and unit data, without a store. */
  catalogue(): Promise<Catalogue>
  /** Reads a workbook apart from our own memory, without a store. */
  readonly readWorkbook: StepContext['readWorkbook']
  /** Opens a store, closed when the command ends; the data folder of `--data` when none is named. */
  open(options?: { readonly directory?: string; readonly clock?: Clock }): Promise<Opened>
  /** Sets the exit code of a command that ran and found something to mend. */
  exit(code: 0 | 1): void
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, session: Session) => void

/** Prints one JSON document. */
export const printJson = ({ io }: Session, document: unknown): void => {
  io.out(`${JSON.stringify(document, null, 2)}\n`)
}

/** Prints lines for people. */
export const printLines = ({ io }: Session, lines: readonly string[]): void => {
  io.out(`${lines.join('\n')}\n`)
}

/** Says a text in the language of the session. */
export const say = ({ language }: Session, text: Text): string => text[language]
