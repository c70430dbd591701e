/** Knows everything an operator can turn: each environment variable, what it is for, its type and its default. */
import { z } from 'zod'
import { InputError } from './indicators/input-error.ts'
import { text } from './indicators/text.ts'

const settings = {
  /** Folder of the database, the archive of originals and the outbox. `--data` stands above it. */
  BEIZENG_DATA: z.string().min(1).default('./data'),
  /** Language of what people read: zh or en. `--lang` stands above it. */
  BEIZENG_LANG: z.enum(['zh', 'en']).default('zh'),
  /** Folder of the plan, form and unit data; the program's own when absent. */
  BEIZENG_SEEDS: z.string().min(1).optional(),
  /** Sender of the mails. */
  BEIZENG_MAIL_FROM: z.string().min(3).default('倍增监测 <beizeng@localhost.example>'),
  /** Name of the bureau on the workbooks that it returns. */
  BEIZENG_OFFICE: z.string().min(1).default('浙江省统计局'),
}

const schema = z.object(settings)
export type Config = z.output<typeof schema>

/** Reads the environment. @throws InputError naming every wrong variable. */
export const parseConfig = (environment: Readonly<Record<string, string | undefined>>): Config => {
  const parsed = schema.safeParse(environment)
  if (parsed.success) return parsed.data
  throw new InputError(
    parsed.error.issues.map((issue) => ({
      where: text(`环境变量 ${issue.path.join('.')}`, `environment variable ${issue.path.join('.')}`),
      found: String(environment[String(issue.path[0])] ?? ''),
      expected: text(issue.message, issue.message),
    })),
  )
}
