/** Knows the step by which what a file only confirmed is found by the file. */
import type { Migration } from './ddl.ts'

export const confirmationIndex: Migration = {
  name: 'confirmation-index',
  statements: () => ['create index confirmation_submission on confirmation (submission)'],
}
