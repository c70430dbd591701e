/** Knows the words that begin the foot of a table: signatures, notes, sources; no row under them is an item by chance. */
import { nameKey } from './name-text.ts'

const FOOTER =
  /^(?:单位负责人|统计负责人|填表人|填报人|联系电话|报出日期|填报日期|审核关系|平衡关系|(?:填表)?(?:说明|注|备注|附注|附报|(?:资料|数据)?来源)(?:\d*[:.]|$))/

/** Whether the text begins the foot. */
export const isFooter = (raw: string): boolean => FOOTER.test(nameKey(raw))
