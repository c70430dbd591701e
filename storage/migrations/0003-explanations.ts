/** Knows the step by which a finding says which figure it is about, and an explanation where it was first given. */
import type { Migration } from './ddl.ts'

const ABOUT = ['about_variable', 'about_region', 'about_period', 'about_measure', 'about_basis']

export const explanations: Migration = {
  name: 'explanations',
  statements: () => [
    ...ABOUT.map((column) => `alter table finding add column ${column} text`),
    'alter table decision add column given_in text references submission (id)',
    'create index submission_report on submission (unit, form, period, sequence)',
  ],
}
