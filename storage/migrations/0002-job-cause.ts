/** Knows that a job names the job from which it followed. */
import type { Migration } from './ddl.ts'

export const jobCause: Migration = {
  name: 'job-cause',
  statements: () => [
    'alter table job add column cause integer references job (id)',
    'create index job_cause on job (cause)',
  ],
}
