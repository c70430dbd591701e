/** Knows the commands `backup` and `restore`: one file that holds everything, and back from it. */
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { rotateBackups, takeBackup } from '../jobs/backup.ts'
import type { Manifest } from '../storage/backup/manifest.ts'
import type { Restored } from '../storage/backup/restore-backup.ts'
import { jsonOption, parseOptions } from './options.ts'
import { wallTime } from '../indicators/wall-time.ts'
import { printJson, printLines, type AddCommand, type Session } from './session.ts'

const backupSchema = z.object({ output: z.string().min(1).optional(), json: jsonOption })
const restoreSchema = z.object({ json: jsonOption })

/** The manifest without its long list. */
const summaryOf = ({ members, ...manifest }: Manifest) => ({ ...manifest, members: members.length })

const DAMAGES = {
  missing: { zh: '归档中没有', en: 'missing from the archive' },
  altered: { zh: '归档中已被改动', en: 'altered in the archive' },
} as const

const contentLines = (
  { tables, originals, schema, ...manifest }: Manifest,
  { language }: Session,
): string[] => {
  const taken = wallTime(manifest.taken)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return language === 'zh'
    ? [
        `  截至 ${taken}，库结构版本 ${schema}：${tables.length} 张表 ${rows} 行，原件 ${originals.count} 个 ${originals.bytes} 字节`,
      ]
    : [
        `  as of ${taken}, schema version ${schema}: ${tables.length} tables, ${rows} rows, ${originals.count} originals, ${originals.bytes} bytes`,
      ]
}

const damageLines = ({ damaged }: Manifest, { language }: Session): string[] =>
  damaged.map(({ sha256, damage }) =>
    language === 'zh'
      ? `  原件 ${sha256} ${DAMAGES[damage].zh}，未能备份`
      : `  original ${sha256}: ${DAMAGES[damage].en}, not in the backup`,
  )

const backup = async (raw: unknown, session: Session): Promise<void> => {
  const { output, json } = parseOptions(backupSchema, raw)
  const app = await session.open()
  const { file, manifest } =
    output === undefined
      ? await rotateBackups(app)
      : { file: resolve(output), manifest: await takeBackup(app, resolve(output)) }
  const { size } = await stat(file)
  if (manifest.damaged.length > 0) session.exit(1)
  if (json) return printJson(session, { file, size, ...summaryOf(manifest) })
  const head =
    session.language === 'zh'
      ? `已备份并核对：${file}（${size} 字节）`
      : `backed up and read back: ${file} (${size} bytes)`
  printLines(session, [head, ...contentLines(manifest, session), ...damageLines(manifest, session)])
}

const scheduleLines = ({ schedules }: Restored, { language }: Session): string[] =>
  schedules
    .filter(({ lastSlot }) => lastSlot !== null)
    .map(({ id, catchup, lastSlot }) => {
      const slot = lastSlot === null ? '' : wallTime(lastSlot)
      return language === 'zh'
        ? `  定时任务 ${id}：备份时已排到 ${slot}；其后的按补做规则 ${catchup} 处理`
        : `  schedule ${id}: stood at ${slot} in the backup; what fell due since follows its rule ${catchup}`
    })

const restoredLines = (file: string, restored: Restored, session: Session): string[] => {
  const { manifest, held, jobs } = restored
  const zh = session.language === 'zh'
  return [
    zh ? `已恢复：${file}` : `restored: ${file}`,
    ...contentLines(manifest, session),
    ...damageLines(manifest, session),
    zh
      ? `  未完成的作业 ${jobs.freed} 项重新待办，${jobs.again} 项重新生成文件`
      : `  ${jobs.freed} jobs under way are ready again, ${jobs.again} make their files anew`,
    ...scheduleLines(restored, session),
    zh
      ? `  发件箱已停住：${held.length} 封待发的以及今后新拟的都不会发出，因为备份之后可能已经发过。核对后用 outbox release 放行`
      : `  the outbox is held: ${held.length} waiting messages and all new ones stay here, for they may have left after the backup. Look at them, then: outbox release`,
  ]
}

const restore = async (file: string, raw: unknown, session: Session): Promise<void> => {
  const { json } = parseOptions(restoreSchema, raw)
  const restored = await session.restore(resolve(file))
  const { manifest, ...rest } = restored
  if (json) return printJson(session, { file: resolve(file), backup: summaryOf(manifest), ...rest })
  printLines(session, restoredLines(resolve(file), restored, session))
}

export const addBackup: AddCommand = (program, session) =>
  void program
    .command('backup')
    .description('备份：数据库和全部原件成一个文件，运行中也可进行')
    .option('-o, --output <file>', '备份文件（默认：备份文件夹，只留最近若干份）')
    .option('--json', '输出 JSON')
    .action((raw: unknown) => backup(raw, session))

export const addRestore: AddCommand = (program, session) =>
  void program
    .command('restore')
    .description('从备份恢复到空的数据文件夹或空的数据库；发件箱停住，待人放行')
    .argument('<file>', '备份文件')
    .option('--json', '输出 JSON')
    .action((file: string, raw: unknown) => restore(file, raw, session))
