/** Knows every command of the program by its name, in the order of the help; what a command needs is loaded when it is asked for. */
import type { AddCommand } from './session.ts'

export interface CommandEntry {
  readonly name: string
  load(): Promise<AddCommand>
}

/** One line a command. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'demo', load: async () => (await import('./demo.ts')).addDemo },
  { name: 'template', load: async () => (await import('./template.ts')).addTemplate },
  { name: 'inspect', load: async () => (await import('./inspect.ts')).addInspect },
  { name: 'ingest', load: async () => (await import('./ingest.ts')).addIngest },
  { name: 'submissions', load: async () => (await import('./submissions.ts')).addSubmissions },
  { name: 'findings', load: async () => (await import('./submissions.ts')).addFindings },
  { name: 'differences', load: async () => (await import('./differences.ts')).addDifferences },
  { name: 'explain-finding', load: async () => (await import('./desk.ts')).addExplainFinding },
  { name: 'release', load: async () => (await import('./desk.ts')).addRelease },
  { name: 'accept', load: async () => (await import('./desk.ts')).addAccept },
  { name: 'return', load: async () => (await import('./desk.ts')).addReturn },
  { name: 'confirm-match', load: async () => (await import('./matches.ts')).addConfirmMatch },
  { name: 'matches', load: async () => (await import('./matches.ts')).addMatches },
  { name: 'withdraw-match', load: async () => (await import('./matches.ts')).addWithdrawMatch },
  { name: 'timeliness', load: async () => (await import('./timeliness.ts')).addTimeliness },
  { name: 'reminders', load: async () => (await import('./reminders.ts')).addReminders },
  { name: 'status', load: async () => (await import('./status.ts')).addStatus },
  { name: 'explain', load: async () => (await import('./explain.ts')).addExplain },
  { name: 'warnings', load: async () => (await import('./warnings.ts')).addWarnings },
  { name: 'ack', load: async () => (await import('./warning-steps.ts')).addAck },
  { name: 'respond', load: async () => (await import('./warning-steps.ts')).addRespond },
  { name: 'review', load: async () => (await import('./warning-steps.ts')).addReview },
  { name: 'close', load: async () => (await import('./warning-steps.ts')).addClose },
  { name: 'silence', load: async () => (await import('./warning-steps.ts')).addSilence },
  { name: 'unsilence', load: async () => (await import('./warning-steps.ts')).addUnsilence },
  { name: 'supervise', load: async () => (await import('./supervise.ts')).addSupervise },
  { name: 'notice', load: async () => (await import('./notice.ts')).addNotice },
  { name: 'slip', load: async () => (await import('./slip.ts')).addSlip },
  { name: 'digest', load: async () => (await import('./digest.ts')).addDigest },
  { name: 'outbox', load: async () => (await import('./outbox.ts')).addOutbox },
  { name: 'channels', load: async () => (await import('./channels.ts')).addChannels },
  { name: 'assess', load: async () => (await import('./assess.ts')).addAssess },
  { name: 'plans', load: async () => (await import('./plans.ts')).addPlans },
  { name: 'jobs', load: async () => (await import('./jobs.ts')).addJobs },
  { name: 'backup', load: async () => (await import('./backup.ts')).addBackup },
  { name: 'restore', load: async () => (await import('./backup.ts')).addRestore },
  { name: 'serve', load: async () => (await import('./serve.ts')).addServe },
  { name: 'worker', load: async () => (await import('./worker.ts')).addWorker },
  { name: 'verify', load: async () => (await import('./verify.ts')).addVerify },
]

/** The command of that name alone; all of them where there is none, for the help and for a name that is mistyped. */
export const loadCommands = (asked: string | undefined): Promise<readonly AddCommand[]> => {
  const one = COMMANDS.filter(({ name }) => name === asked)
  return Promise.all((one.length > 0 ? one : COMMANDS).map(({ load }) => load()))
}
