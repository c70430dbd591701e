/** Knows what every command is given: where it may print, which language, and how to open the store. */
import type { Command } from 'commander'
import type { Catalogue } from '../indicators/catalogue.ts'
import type { Language, Text } from '../indicators/text.ts'
import type { InboxOptions } from '../jobs/inbox/watch.ts'
import type { Runner } from '../jobs/ledger/runner.ts'
import type { Clock, StepContext } from '../jobs/step.ts'
import type { Restored } from '../storage/backup/restore-backup.ts'
import type { Address } from '../web/listen.ts'

export interface Io {
  out(text: string): unknown
  err(text: string): unknown
  /** Someone watches: progress may be shown. */
  readonly terminal: boolean
  /** Resolves when the program is asked to end: by the operator, or by the machine that goes down. */
  stopped(): Promise<void>
}

/** The store opened on a data folder. */
export interface Opened extends StepContext {
  /** Starts to work the ledger off under a name, as the configuration says: alone, or with others through Redis. */
  startWorker(worker: string): Promise<Runner>
  /** The page that Prometheus asks for. */
  metrics(): Promise<{ readonly body: string; readonly contentType: string }>
  /** Where a service listens. */
  readonly address: Address
  readonly inbox: InboxOptions
  /** Keeps other services off the data folder, where only one may work on it. @throws InputError */
  holdFolder(): () => void
}

export interface Session {
  readonly io: Io
  readonly language: Language
  readonly directory: string
  /** The machine's clock, for a replay that moves one of its own; whatever is opened has its clock. */
  clock(): Promise<Clock>
  /** Who works here, where the settings say so. */
  readonly actor: string | undefined
  /** The plan, form and unit data, without a store. */
  catalogue(): Promise<Catalogue>
  /** Reads a workbook apart from our own memory, without a store. */
  readonly readWorkbook: StepContext['readWorkbook']
  /**
   * Opens a store, closed when the command ends; the data folder of `--data` when none is named. A `service` runs for
   * long and logs its work; a command that someone typed logs only what went wrong.
   */
  open(options?: {
    readonly directory?: string
    readonly clock?: Clock
    readonly service?: boolean
  }): Promise<Opened>
  /** Restores a backup into the store's place, which must be empty. @throws InputError */
  restore(file: string): Promise<Restored>
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

/** Several of a kind in one line. */
export const sayAll = ({ language }: Session, items: readonly string[]): string =>
  items.join(language === 'zh' ? '、' : ', ')

/** Says a text in the language of the session. */
export const say = ({ language }: Session, text: Text): string => text[language]
