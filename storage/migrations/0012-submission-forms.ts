/** Knows the step that keeps every form that a submission holds, and not only the one that it is named after. */
import type { Migration } from './ddl.ts'

export const submissionForms: Migration = {
  name: 'submission-forms',
  statements: (ddl) => [
    `create table submission_form (
      submission text not null references submission (id),
      sequence integer not null,
      form text not null,
      primary key (submission, form),
      unique (submission, sequence)
    )`,
    'insert into submission_form (submission, sequence, form) select id, 1, form from submission where form is not null',
    'create index submission_of_form on submission_form (form)',
    ...ddl.appendOnly('submission_form'),
  ],
}
