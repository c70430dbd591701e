/** Knows where a warning would reach nobody: a step of the ladder without a recipient, an indicator without a unit. */
import type { InputIssue } from './input-error.ts'
import { EVER, type Day } from './period.ts'
import { listResponsible, type Indicator, type Plan } from './plan.ts'
import { hears, listRecipients, type Recipient } from './recipient.ts'
import { text } from './text.ts'
import { listTurns } from './validity.ts'

/** Who stands on the ladder of a plan. */
interface Ladder {
  readonly plan: Plan
  readonly recipients: readonly Recipient[]
  /** The highest step that anyone of the plan ever stands on. */
  readonly top: number
}

/** What an indicator lacks on a day, in words of what is expected. */
const listLacks = (indicator: Indicator, on: Day, { plan, recipients, top }: Ladder) => {
  const units = listResponsible(indicator, on)
  if (units.length === 0) return [text('责任单位', 'a responsible unit')]
  const heard = listRecipients(recipients, plan.code, on).filter((r) => hears(r, units))
  return Array.from({ length: top + 1 }, (_, step) => step)
    .filter((step) => heard.every((r) => r.step !== step))
    .map((step) => text(`第 ${step} 级收件人`, `a recipient on step ${step}`))
}

const NAMED = 3

const namesOf = (indicators: readonly Indicator[]): string => {
  const names = indicators.slice(0, NAMED).map((i) => i.name)
  return indicators.length > NAMED ? `${names.join('、')}…（${indicators.length}）` : names.join('、')
}

/**
 * What a plan's indicators lack on a day: a responsible unit, or on some step of the ladder anyone who hears of them.
 * Looked at are the days on which a unit or a recipient begins or ends, and the time after all of them. Not refused like
 * other faults of the data: the program can go on, and whoever keeps the data must know.
 */
export const listLadderGaps = (plan: Plan, all: readonly Recipient[]): InputIssue[] => {
  const recipients = all.filter((r) => r.plans.includes(plan.code))
  const ladder = { plan, recipients, top: Math.max(0, ...recipients.map((r) => r.step)) }
  const turns = listTurns([...recipients, ...plan.indicators.flatMap((i) => i.responsible)])
  return [...turns, EVER].flatMap((on) => {
    const lacks = plan.indicators.flatMap((indicator) =>
      listLacks(indicator, on, ladder).map((lack) => ({ indicator, lack })),
    )
    const day = on === EVER ? text('此后一直', 'from then on') : text(`${on} 起`, `from ${on}`)
    return [...Map.groupBy(lacks, ({ lack }) => lack.en).values()].flatMap((group) =>
      group[0]
        ? [
            {
              where: text(`计划 ${plan.code}，${day.zh}`, `plan ${plan.code}, ${day.en}`),
              found: namesOf(group.map(({ indicator }) => indicator)),
              expected: group[0].lack,
            },
          ]
        : [],
    )
  })
}
