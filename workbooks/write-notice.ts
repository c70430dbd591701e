/** Knows the notice (预警通知单) as a workbook: one A4 page to print, to sign for and to answer on. */
import type { Workbook, Worksheet } from 'exceljs'
import { byDayText, dayText } from '../indicators/day-text.ts'
import { DASH, findShownDecimals } from '../indicators/figure-text.ts'
import type { Notice, NoticeRow } from '../indicators/warnings/notice.ts'
import { figureFormat, PERCENT_FORMAT } from './assessment/cells.ts'
import { LAST, layField, layRow, WIDTHS, type Page, type Piece } from './notice/sheet.ts'
import { laySlip } from './notice/slip.ts'
import { rewritePackage } from './rewrite-package.ts'

export interface NoticeOptions {
  /** Who serves it. */
  readonly office: string
  /** Whom to ask. */
  readonly contact: string | undefined
  /** Place and hash of the step with which it was served: what the log said then can be shown from this page. */
  readonly seal: { readonly place: number; readonly hash: string }
  /** Date of creation in the workbook's properties. */
  readonly created: Date
}

const openPage = (workbook: Workbook): Page => {
  const sheet: Worksheet = workbook.addWorksheet('预警通知单', {
    pageSetup: {
      paperSize: 9,
      orientation: 'portrait',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 1,
      horizontalCentered: true,
      margins: { left: 0.6, right: 0.6, top: 0.6, bottom: 0.5, header: 0.3, footer: 0.25 },
    },
    views: [{ showGridLines: false }],
  })
  WIDTHS.forEach((width, index) => {
    sheet.getColumn(index + 1).width = width
  })
  return { sheet, next: 1 }
}

/** Two texts at the two ends of a row without lines. */
const layEnds = (page: Page, left: string, right: string): void =>
  layRow(
    page,
    [
      { from: 1, to: 3, content: left, style: 'left' },
      { from: 4, to: LAST, content: right, style: 'right' },
    ],
    { boxed: false },
  )

const layHead = (page: Page, notice: Notice, office: string): void => {
  layRow(page, [{ from: 1, to: LAST, content: '预警通知单', style: 'title' }], { boxed: false, least: 34 })
  layEnds(page, `编号：${notice.number}`, `签发：${dayText(notice.served).zh}`)
  const serving = notice.serving > 1 ? `第 ${notice.serving} 次送达，此前的答复期限作废` : '首次送达'
  const step = notice.step > 0 ? `，已上报 ${notice.step} 级` : ''
  layEnds(page, `签发单位：${office}`, `${serving}${step}；情况截至 ${dayText(notice.figuresOf).zh}`)
}

const figure = (column: number, value: number | null, format: string): Piece => ({
  from: column,
  to: column,
  content: value ?? DASH,
  style: value === null ? 'word' : 'figure',
  format,
})

const rowOf = (row: NoticeRow, least: number): Piece[] => {
  const decimals = findShownDecimals(row.actual, row.planned, least)
  return [
    { from: 1, to: 1, content: row.period.zh, style: 'word' },
    figure(2, row.planned, `${figureFormat(decimals)}${row.derived ? '"（推算）"' : ''}`),
    figure(3, row.actual, figureFormat(decimals)),
    figure(4, row.progress, PERCENT_FORMAT),
    figure(5, row.level, PERCENT_FORMAT),
    { from: 6, to: 6, content: row.light.zh, style: 'word' },
  ]
}

const layTable = (page: Page, { rows, unit, decimals }: Notice): void => {
  const heads = ['报告期', `计划路径（${unit}）`, `实际（${unit}）`, '完成增量 P（%）', '水平 L（%）', '灯号']
  layRow(
    page,
    heads.map((content, index) => ({ from: index + 1, to: index + 1, content, style: 'head' })),
  )
  for (const row of rows) layRow(page, rowOf(row, decimals), { least: 18 })
}

const layBody = (page: Page, notice: Notice, contact: string | undefined): void => {
  layField(page, ['主送单位', notice.units.join('、') || DASH])
  layField(page, ['计划', notice.plan])
  layField(page, ['指标', `${notice.indicator}（${notice.unit}），${notice.period.zh}`])
  layField(page, ['预警', `${notice.light.zh}　${notice.kind.zh}`], { style: 'strong' })
  layField(page, ['理由', notice.reasons.map((r) => r.zh).join('\n')])
  layField(page, ['推导', notice.derivation.zh], { style: 'small' })
  layTable(page, notice)
  const otherwise = notice.canGoUp ? '到期未签收或未答复的，上报一级。' : ''
  layField(page, [
    '要求',
    `请主送单位签收本单，并于${byDayText(notice.replyBy).zh}书面答复：原因、措施、完成时限。${otherwise}`,
  ])
  if (contact !== undefined) layField(page, ['联系人', contact])
}

/** Writes the notice with its reply slip; the same notice and options give the same bytes. Only the slip can be written on. */
export const writeNotice = async (
  notice: Notice,
  { office, contact, seal, created }: NoticeOptions,
): Promise<Uint8Array> => {
  const { Workbook } = (await import('exceljs')).default
  const workbook = new Workbook()
  Object.assign(workbook, { creator: office, lastModifiedBy: office, created, modified: created })
  workbook.title = `预警通知单 ${notice.number}`
  const page = openPage(workbook)
  layHead(page, notice, office)
  layBody(page, notice, contact)
  const made = notice.synthetic ? '合成数据，仅供演示和测试。' : ''
  const log = `${made}P=（实际−基期）÷（路径−基期）；L=实际÷路径。预警日志第 ${seal.place} 条，校验值 ${seal.hash}`
  layRow(page, [{ from: 1, to: LAST, content: log, style: 'note' }], { boxed: false })
  laySlip(page, notice, office)
  page.sheet.pageSetup.printArea = `A1:F${page.next - 1}`
  await page.sheet.protect('', { selectLockedCells: true, selectUnlockedCells: true, formatRows: true })
  return rewritePackage(new Uint8Array(await workbook.xlsx.writeBuffer()))
}
