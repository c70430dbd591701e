/** Knows what a file is by its first bytes, never by its name. */
import { text } from '../indicators/text.ts'
import { refused } from './refusal.ts'

/** The container that the bytes show: a zip package, an OLE2 compound file, or text. */
export type Container = 'zip' | 'ole' | 'text'

const OLE = '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1'

/** Files that are sent by mistake; a name says more than "unknown". */
const FOREIGN: readonly (readonly [magic: string, name: string])[] = [
  ['%PDF', 'PDF'],
  ['Rar!', 'RAR'],
  ['7z\xBC\xAF', '7z'],
  ['\x1F\x8B', 'gzip'],
  ['\x89PNG', 'PNG'],
  ['\xFF\xD8\xFF', 'JPEG'],
  ['GIF8', 'GIF'],
  ['{\\rtf', 'RTF'],
  ['MIME-Version:', 'MHTML'],
  ['SQLite format 3', 'SQLite'],
  ['\x09\x08\x10', 'Excel 5 / 95 (BIFF)'],
  ['\x09\x04\x06', 'Excel 4 (BIFF)'],
  ['\x09\x02\x06', 'Excel 3 (BIFF)'],
]

const foreign = (name: string) =>
  refused(
    'kind.unsupported',
    text(
      `文件内容是 ${name}，不是 Excel 工作簿或 CSV。请用 Excel 或 WPS 另存为 .xlsx 后再报`,
      `the file is ${name}, not an Excel workbook or CSV; save it as .xlsx and send it again`,
    ),
  )

const refuseMarkup = (head: string): void => {
  const start = head
    .replace(/^(\xEF\xBB\xBF|\xFF\xFE|\xFE\xFF)/, '')
    .replaceAll('\0', '')
    .trimStart()
    .toLowerCase()
  if (!start.startsWith('<')) return
  const excel =
    start.includes('urn:schemas-microsoft-com:office:spreadsheet') || start.includes('excel.sheet')
  if (start.startsWith('<?xml') && excel)
    throw refused(
      'kind.xml2003',
      text(
        '文件内容是“XML 电子表格 2003”，不是真正的 .xls。请用 Excel 或 WPS 打开后另存为 .xlsx 再报',
        'the file is an XML spreadsheet of 2003, not a real .xls; open it and save it as .xlsx',
      ),
    )
  if (/^<(!doctype html|html|head|meta|body|style|table|div|center|font)\b/.test(start))
    throw refused(
      'kind.html',
      text(
        '文件内容是网页（HTML 表格），只是扩展名写成了 Excel。请用 Excel 或 WPS 打开后另存为 .xlsx 再报',
        'the file is a web page (an HTML table) that is only named like a workbook; open it and save it as .xlsx',
      ),
    )
  if (/^<(\?xml|!doctype)/.test(start)) throw foreign('XML')
}

/** What kind of container the bytes are. @throws RefusedError for an empty file and for known foreign kinds. */
export const sniffContainer = (bytes: Buffer): Container => {
  if (bytes.length === 0)
    throw refused('kind.empty', text('文件是空的（0 字节）', 'the file is empty (0 bytes)'))
  const magic = bytes.toString('latin1', 0, Math.min(bytes.length, OLE.length))
  if (magic.startsWith('PK\x03\x04') || magic.startsWith('PK\x05\x06')) return 'zip'
  if (magic === OLE) return 'ole'
  const head = bytes.toString('latin1', 0, Math.min(bytes.length, 2048))
  const known = FOREIGN.find(([start]) => head.startsWith(start))
  if (known) throw foreign(known[1])
  refuseMarkup(head)
  return 'text'
}
