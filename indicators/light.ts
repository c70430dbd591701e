/** Knows the five lights: symbol and word beside the colour, readable in a black-and-white print. */
import { text } from './text.ts'

export const LIGHTS = {
  green: { symbol: '●', word: text('达到进度', 'on schedule'), colour: text('绿', 'green') },
  blue: { symbol: '▲', word: text('略低于进度', 'slightly behind'), colour: text('蓝', 'blue') },
  yellow: { symbol: '■', word: text('滞后', 'behind'), colour: text('黄', 'yellow') },
  red: { symbol: '◆', word: text('严重滞后', 'far behind'), colour: text('红', 'red') },
  grey: { symbol: '○', word: text('数据不足', 'no sufficient data'), colour: text('灰', 'grey') },
} as const
export type Light = keyof typeof LIGHTS

/** From the best to none. */
export const LIGHT_ORDER: readonly Light[] = ['green', 'blue', 'yellow', 'red', 'grey']
