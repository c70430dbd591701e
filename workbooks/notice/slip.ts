/** Knows the reply slip (回执) under a notice: what a unit fills in, and by what it is known when it comes back. */
import { byDayText } from '../../indicators/day-text.ts'
import type { Notice } from '../../indicators/warnings/notice.ts'
import { LAST, layField, layRow, type Page } from './sheet.ts'

/** The fields of the slip by the words that stand before them. */
export const SLIP_FIELDS = {
  cause: '原因',
  measures: '措施',
  due: '完成时限',
  signed: '签收人',
  answered: '答复人',
} as const

/** What is printed over the slip; the number follows. */
export const SLIP_TITLE = '预警通知单回执'

/** Lays the slip: the fields are empty, open for writing, and high enough for a pen. */
export const laySlip = (page: Page, notice: Notice, office: string): void => {
  const across = (content: string, style: 'cut' | 'slip' | 'left') =>
    layRow(page, [{ from: 1, to: LAST, content, style }], { boxed: false })
  across(`${'┄'.repeat(30)} ✂ ${'┄'.repeat(30)}`, 'cut')
  across(SLIP_TITLE, 'slip')
  across(`编号：${notice.number}　　指标：${notice.indicator}`, 'left')
  across(`请于${byDayText(notice.replyBy).zh}发回${office}`, 'left')
  layField(page, [SLIP_FIELDS.cause, ''], { style: 'input', least: 62 })
  layField(page, [SLIP_FIELDS.measures, ''], { style: 'input', least: 62 })
  layField(page, [SLIP_FIELDS.due, ''], { style: 'input', least: 26, format: 'yyyy"年"m"月"d"日"' })
  layRow(
    page,
    [
      { from: 1, to: 1, content: SLIP_FIELDS.signed, style: 'label' },
      { from: 2, to: 3, content: '', style: 'input' },
      { from: 4, to: 4, content: SLIP_FIELDS.answered, style: 'label' },
      { from: 5, to: LAST, content: '', style: 'input' },
    ],
    { least: 30 },
  )
  layRow(
    page,
    [
      { from: 1, to: 1, content: '单位盖章', style: 'label' },
      { from: 2, to: 3, content: '', style: 'input' },
      { from: 4, to: 4, content: '日期', style: 'label' },
      { from: 5, to: LAST, content: '', style: 'input' },
    ],
    { least: 30 },
  )
}
