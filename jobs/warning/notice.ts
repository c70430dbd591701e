/** Knows how the notice of a warning is made: from the log and from the figures as they were known on a day. */
import { judgeHistory } from '../../indicators/assessment.ts'
import type { Assessment } from '../../indicators/assessment.ts'
import type { Day } from '../../indicators/period.ts'
import { assessPlan, listPlanVariables } from '../../indicators/plan-assessment.ts'
import { composeNotice, type Notice } from '../../indicators/warnings/notice.ts'
import { findServing, serves } from '../../indicators/warnings/warning-log.ts'
import { listObservations } from '../../storage/observations.ts'
import { findSeal, type Seal } from '../../storage/warning-chain.ts'
import { writeNotice } from '../../workbooks/write-notice.ts'
import type { StepContext } from '../step.ts'
import { readWarning, type Asked, type Standing } from './warning-step.ts'

type Context = Pick<StepContext, 'storage' | 'catalogue' | 'clock' | 'office' | 'contact'>

const readHistory = async (
  { storage: { db } }: Context,
  { plan, warning }: Standing,
  asOf: Day,
): Promise<readonly Assessment[]> => {
  const { region } = warning
  const observations = await listObservations(db, { asOf, variables: listPlanVariables(plan), region })
  const one = assessPlan({ plan, region, asOf }, observations).find(
    (a) => a.indicator.code === warning.indicator,
  )
  return one ? judgeHistory({ plan, indicator: one.indicator, region, values: one.values, asOf }) : []
}

/** The step with which the notice was last served carries its seal. */
const sealOf = async ({ storage: { db } }: Context, { warning }: Standing): Promise<Seal> => {
  const last = warning.events.findLast(serves)
  const seal = last && (await findSeal(db, last))
  if (!seal) throw new Error(`warning ${warning.number} has no sealed step`)
  return seal
}

/** A notice, and the bytes of its workbook. */
export interface NoticeFile {
  readonly notice: Notice
  /** `预警通知单_2020-0001.xlsx`. */
  readonly file: string
  readonly bytes: Uint8Array
}

/** What stands on the notice of a warning, as it stood. @throws InputError when there is no such warning on that day. */
export const readNotice = async (context: Context, asked: Asked): Promise<Standing & { notice: Notice }> => {
  const standing = await readWarning(context, asked)
  const history = await readHistory(context, standing, asked.asOf)
  const { recipients } = context.catalogue
  const notice = composeNotice(standing.warning, { plan: standing.plan, history, recipients })
  return { ...standing, notice }
}

/**
 * The notice of a warning as it stood on a day; the same number and day give the same bytes, so that what is printed later
 * is what was attached to the mail. @throws InputError when there is no such warning on that day.
 */
export const composeNoticeFile = async (context: Context, asked: Asked): Promise<NoticeFile> => {
  const { notice, ...standing } = await readNotice(context, asked)
  const { day } = findServing(standing.warning)
  const bytes = await writeNotice(notice, {
    office: context.office,
    contact: context.contact,
    seal: await sealOf(context, standing),
    created: context.clock.dateOf(`${day}T00:00:00+08:00`),
  })
  return { notice, file: `预警通知单_${asked.number}.xlsx`, bytes }
}
