/** Knows the command `verify`: archive against database against lineage, every problem listed, nothing mended. */
import { resolve } from 'node:path'
import { z } from 'zod'
import { foundText } from '../indicators/input-error.ts'
import { verify, type Verified } from '../jobs/verify/index.ts'
import { checkBackup } from '../storage/backup/read-backup.ts'
import { jsonOption, parseOptions } from './options.ts'
import { wallTime } from '../indicators/wall-time.ts'
import { printJson, printLines, say, type AddCommand, type Session } from './session.ts'

const schema = z.object({
  deep: z.boolean().default(false),
  backup: z.string().min(1).optional(),
  json: jsonOption,
})

const describe = ({ check, examined, problems }: Verified, session: Session) => ({
  check: check.code,
  name: say(session, check.name),
  examined,
  problems: problems.map((problem) => ({
    where: say(session, problem.where),
    found: foundText(problem, session.language),
    expected: say(session, problem.expected),
  })),
})

const checkLines = (one: ReturnType<typeof describe>, { language }: Session): string[] => [
  language === 'zh'
    ? `${one.problems.length === 0 ? '通过' : '不符'}  ${one.name}（查 ${one.examined}，不符 ${one.problems.length}）`
    : `${one.problems.length === 0 ? 'ok' : 'NOT OK'}  ${one.name} (${one.examined} examined, ${one.problems.length} problems)`,
  ...one.problems.map(({ where, found, expected }) =>
    language === 'zh'
      ? `  ${where}：发现「${found}」，应为${expected}`
      : `  ${where}: found "${found}", expected ${expected}`,
  ),
]

const verifyBackup = async (file: string, json: boolean, session: Session): Promise<void> => {
  const { manifest } = await checkBackup(file)
  const { members, ...summary } = manifest
  if (json) return printJson(session, { file, ...summary, members: members.length })
  printLines(session, [
    session.language === 'zh'
      ? `通过  备份完整：${file}（截至 ${wallTime(manifest.taken)}，${members.length} 项）`
      : `ok  the backup is whole: ${file} (as of ${wallTime(manifest.taken)}, ${members.length} members)`,
  ])
}

export const addVerify: AddCommand = (program, session) =>
  void program
    .command('verify')
    .description('核对：原件、数据库与数值来源是否相符；只报告，不修改')
    .option('--deep', '再把每份原件重读一遍，逐格核对')
    .option('--backup <file>', '只核对一个备份文件是否完整')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const { deep, backup, json } = parseOptions(schema, raw)
      if (backup !== undefined) return verifyBackup(resolve(backup), json, session)
      const checks = (await verify(await session.open(), { deep })).map((one) => describe(one, session))
      if (checks.some(({ problems }) => problems.length > 0)) session.exit(1)
      if (json) return printJson(session, { checks })
      printLines(
        session,
        checks.flatMap((one) => checkLines(one, session)),
      )
    })
