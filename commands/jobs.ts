/** Knows the command `jobs`: the ledger of work. */
import { z } from 'zod'
import { listJobs } from '../storage/jobs.ts'
import { renderColumns } from './columns.ts'
import { jsonOption, parseOptions } from './options.ts'
import { printJson, printLines, type AddCommand } from './session.ts'

const schema = z.object({ json: jsonOption })

export const addJobs: AddCommand = (program, session) =>
  void program
    .command('jobs')
    .description('作业台账')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const { json } = parseOptions(schema, raw)
      const { storage } = await session.open()
      const jobs = await listJobs(storage.db)
      if (json) return printJson(session, { jobs })
      const rows = jobs.map((j) => [
        String(j.id),
        j.kind,
        j.key,
        j.state,
        String(j.attempt),
        String(j.crash),
        j.error ?? '',
      ])
      printLines(session, renderColumns(['编号', '种类', '对象', '状态', '失败', '崩溃', '错误'], rows))
    })
