/** Knows the commands of confirmed matches: what a label of a workbook means for its unit and form, remembered, listed, withdrawn. */
import { z } from 'zod'
import {
  LABEL_KINDS,
  listMatchesInForce,
  MATCH_ACTIONS,
  type MatchEntry,
} from '../indicators/confirmed-match.ts'
import { parseFormCode, parseReportingUnitCode } from '../indicators/codes.ts'
import { parsed } from '../indicators/schema.ts'
import { text } from '../indicators/text.ts'
import { confirmMatch, listOpenLabels, withdrawMatch, type OpenLabel } from '../jobs/submission/matches.ts'
import { listMatchEntries } from '../storage/matches.ts'
import { actorOf, BY_OPTION } from './actor.ts'
import { renderListing } from './columns.ts'
import { parseNumber } from './given.ts'
import { jsonOption, parseOptions } from './options.ts'
import { printJson, printLines, say, type AddCommand, type Session } from './session.ts'

/** So many candidates fit on a terminal; the JSON has all. */
const MOST_SHOWN = 5

const renderLabel = (label: OpenLabel, session: Session): string[] => {
  const { number, sheet, cell, label: words, kind, candidates, unit, form } = label
  const more = candidates.length - MOST_SHOWN
  const kindName = say(session, LABEL_KINDS[kind])
  return [
    session.language === 'zh'
      ? `${number}. ${sheet}!${cell}「${words}」（${kindName}，${unit} · ${form}）`
      : `${number}. ${sheet}!${cell} "${words}" (${kindName}, ${unit} · ${form})`,
    ...candidates.slice(0, MOST_SHOWN).map(({ means, name }) => `   ${means}  ${name}`),
    ...(more > 0 ? [`   … ${more}`] : []),
  ]
}

const renderEntry = (
  { action, label, means, name, unit, form, by }: MatchEntry,
  session: Session,
): string => {
  const done = say(session, MATCH_ACTIONS[action])
  return session.language === 'zh'
    ? `${done}：${unit} · ${form}「${label}」→ ${means} ${name}（${by.actor} ${by.on}）`
    : `${done}: ${unit} · ${form} "${label}" → ${means} ${name} (${by.actor} ${by.on})`
}

const confirmSchema = z
  .object({
    label: z.string().min(1).optional(),
    means: z.string().min(1).optional(),
    by: z.string().optional(),
    json: jsonOption,
  })
  .superRefine(({ label, means }, context) => {
    if (label === undefined && means === undefined) return
    for (const [name, value] of Object.entries({ label, means }))
      if (value === undefined)
        context.addIssue({ code: 'custom', path: [name], message: '与 --label、--means 同时给出' })
  })

export const addConfirmMatch: AddCommand = (program, session) =>
  void program
    .command('confirm-match')
    .description('列出一次报送中未能识别的名称及候选；或确认其中一个的含义，供该单位、该表式今后读取')
    .argument('<submission>', '报送编号')
    .option('--label <label>', '名称，或所列的编号、单元格')
    .option('--means <code>', '所列候选之一')
    .option(...BY_OPTION)
    .option('--json', '输出 JSON')
    .action(async (id: string, raw: unknown) => {
      const { label, means, by, json } = parseOptions(confirmSchema, raw)
      const app = await session.open()
      if (label === undefined || means === undefined) {
        const labels = await listOpenLabels(app, id)
        if (json) return printJson(session, { submission: id, labels })
        const none = session.language === 'zh' ? '没有未能识别的名称' : 'every label was understood'
        const lines = labels.flatMap((one) => renderLabel(one, session))
        return printLines(session, lines.length > 0 ? lines : [none])
      }
      const match = await confirmMatch(app, { id, label, means, by: actorOf(by, session) })
      if (json) return printJson(session, { match })
      const next =
        session.language === 'zh'
          ? '再次报送该工作簿即按此读取（ingest）'
          : 'ingest the workbook again: it is read so'
      printLines(session, [renderEntry(match, session), next])
    })

const HEADER = [
  text('编号', 'no.'),
  text('', ''),
  text('单位', 'unit'),
  text('表式', 'form'),
  text('行/栏', 'row/column'),
  text('名称', 'label'),
  text('含义', 'means'),
  text('', ''),
  text('经办', 'by'),
  text('日期', 'on'),
  text('报送', 'submission'),
  text('理由', 'reason'),
]
const NONE = text('没有已确认的对应', 'no confirmed matches')

const listSchema = z.object({
  unit: parsed(parseReportingUnitCode).optional(),
  form: parsed(parseFormCode).optional(),
  all: z.boolean().default(false),
  json: jsonOption,
})

export const addMatches: AddCommand = (program, session) =>
  void program
    .command('matches')
    .description('已确认的对应：谁在何时确认了哪个名称的含义')
    .option('--unit <code>', '只列该填报单位')
    .option('--form <code>', '只列该表式')
    .option('--all', '连同已撤销、已被取代的')
    .option('--json', '输出 JSON')
    .action(async (raw: unknown) => {
      const { unit, form, all, json } = parseOptions(listSchema, raw)
      const { storage } = await session.open()
      const entries = await listMatchEntries(storage.db)
      const matches = (all ? entries : listMatchesInForce(entries)).filter(
        (e) => (unit === undefined || e.unit === unit) && (form === undefined || e.form === form),
      )
      if (json) return printJson(session, { matches })
      const rows = matches.map((e) => [
        String(e.number),
        say(session, MATCH_ACTIONS[e.action]),
        e.unit,
        e.form,
        say(session, LABEL_KINDS[e.kind]),
        e.label,
        e.means,
        e.name,
        e.by.actor,
        e.by.on,
        e.submission,
        e.reason,
      ])
      printLines(session, renderListing({ header: HEADER, rows, none: NONE }, session))
    })

const MATCH = text('对应的编号', 'number of the match')

const withdrawSchema = z.object({
  by: z.string().optional(),
  reason: z.string().trim().min(1),
  json: jsonOption,
})

export const addWithdrawMatch: AddCommand = (program, session) =>
  void program
    .command('withdraw-match')
    .description('撤销一条已确认的对应；今后不再按它读取')
    .argument('<number>', 'matches 列出的编号')
    .requiredOption('--reason <text>', '理由')
    .option(...BY_OPTION)
    .option('--json', '输出 JSON')
    .action(async (number: string, raw: unknown) => {
      const { by, reason, json } = parseOptions(withdrawSchema, raw)
      const actor = actorOf(by, session)
      const match = await withdrawMatch(await session.open(), {
        number: parseNumber(number, MATCH),
        by: actor,
        reason,
      })
      if (json) printJson(session, { match })
      else printLines(session, [renderEntry(match, session)])
    })
