/** Knows how a person says what a label means: the labels of a submission that were not understood, a match confirmed or withdrawn. */
import type { FormCode, ReportingUnitCode } from '../../indicators/codes.ts'
import {
  listMatchesInForce,
  type MatchCandidate,
  type MatchEntry,
  type UnmatchedLabel,
} from '../../indicators/confirmed-match.ts'
import { InputError } from '../../indicators/input-error.ts'
import { text, type Text } from '../../indicators/text.ts'
import { appendMatch, listMatchEntries } from '../../storage/matches.ts'
import { readCase } from './desk.ts'
import { readOriginalAgain } from './read-original.ts'
import type { StepContext } from '../step.ts'

/** A label that waits for a person, numbered as it is shown. */
export interface OpenLabel extends UnmatchedLabel {
  readonly number: number
  readonly unit: ReportingUnitCode
  readonly form: FormCode
}

/** The labels of a submission that are not understood to this day. @throws InputError when there is no such submission */
export const listOpenLabels = async (context: StepContext, id: string): Promise<readonly OpenLabel[]> => {
  const { submission } = await readCase(context.storage.db, id)
  const { parts } = await readOriginalAgain(submission, context.clock.now(), context)
  return parts
    .flatMap(({ unit, form, unmatched }) =>
      unit ? unmatched.map((label) => ({ ...label, unit: unit.code, form: form.code })) : [],
    )
    .map((label, index) => ({ ...label, number: index + 1 }))
}

const refuse = (where: Text, found: string, expected: Text): never => {
  throw new InputError([{ where, found, expected }])
}

const showLabel = ({ number, sheet, cell, label }: OpenLabel): string =>
  `${number} ${sheet}!${cell}「${label}」`

/** What was confirmed of the labels of a submission does not wait any more: how it can be changed. */
const sayConfirmed = (confirmed: readonly MatchEntry[]): Text => {
  if (confirmed.length === 0) return text('', '')
  const list = confirmed.map((m) => `${m.number}「${m.label}」→ ${m.name}`).join('、')
  return text(
    `；已确认的：${list}，要改的先撤销（withdraw-match <编号>）`,
    `; confirmed already: ${list}; to change one, withdraw it first (withdraw-match <number>)`,
  )
}

interface Labels {
  readonly open: readonly OpenLabel[]
  readonly confirmed: readonly MatchEntry[]
}

/** By its number, its cell or its words; several with the same words are told apart by their cells. */
const chooseLabel = ({ open: labels, confirmed }: Labels, asked: string): OpenLabel => {
  const said = labels.filter((l) =>
    [String(l.number), l.cell, `${l.sheet}!${l.cell}`, l.label].includes(asked.trim()),
  )
  const [only, ...others] = said
  if (only && others.length === 0) return only
  const list = (said.length > 0 ? said : labels).map(showLabel).join('、')
  const wanted =
    list === ''
      ? text('没有待确认的名称', 'nothing: no label waits for a match')
      : text(`其中一个：${list}`, `one of ${list}`)
  const already = sayConfirmed(confirmed)
  return refuse(
    text('选项 --label', 'option --label'),
    asked,
    text(`${wanted.zh}${already.zh}`, `${wanted.en}${already.en}`),
  )
}

/** What it means as listed, its name, or of a row its variable or item code alone. */
const chooseCandidate = ({ candidates }: OpenLabel, asked: string): MatchCandidate => {
  const said = candidates.filter((c) => [c.means, c.name, ...c.means.split(' ')].includes(asked.trim()))
  const [only, ...others] = said
  if (only && others.length === 0) return only
  const list = candidates.map((c) => `${c.means}（${c.name}）`).join('、')
  return refuse(
    text('选项 --means', 'option --means'),
    asked,
    text(`候选之一：${list}`, `one of the candidates: ${list}`),
  )
}

/** The matches in force for the unit and the forms of a submission. */
const listConfirmed = async ({ storage }: StepContext, id: string): Promise<readonly MatchEntry[]> => {
  const { unit, forms } = (await readCase(storage.db, id)).submission
  return listMatchesInForce(await listMatchEntries(storage.db)).filter(
    (m) => m.unit === unit && forms.includes(m.form),
  )
}

/** Remembers what a label means for its unit and form; figures are read by it only when the workbook comes again. */
export const confirmMatch = async (
  context: StepContext,
  { id, label: asked, means, by }: { id: string; label: string; means: string; by: string },
): Promise<MatchEntry> => {
  const { storage, clock } = context
  const labels = { open: await listOpenLabels(context, id), confirmed: await listConfirmed(context, id) }
  const label = chooseLabel(labels, asked)
  const candidate = chooseCandidate(label, means)
  const { unit, form, kind, path } = label
  return storage.transaction((tx) =>
    appendMatch(tx, {
      unit,
      form,
      kind,
      path,
      ...candidate,
      label: label.label,
      by: { actor: by, on: clock.today() },
      action: 'confirmed',
      submission: id,
      reason: '',
      at: clock.now(),
    }),
  )
}

/** Forgets a match from now on; what was read by it stays until its workbook comes again. */
export const withdrawMatch = async (
  { storage, clock }: StepContext,
  { number, by, reason }: { number: number; by: string; reason: string },
): Promise<MatchEntry> =>
  storage.transaction(async (tx) => {
    const inForce = listMatchesInForce(await listMatchEntries(tx))
    const entry = inForce.find((e) => e.number === number)
    if (!entry)
      return refuse(
        text('对应的编号', 'number of the match'),
        String(number),
        text('matches 命令列出的编号', 'a number that `matches` lists'),
      )
    const { number: _, ...same } = entry
    return appendMatch(tx, {
      ...same,
      by: { actor: by, on: clock.today() },
      action: 'withdrawn',
      reason,
      at: clock.now(),
    })
  })
