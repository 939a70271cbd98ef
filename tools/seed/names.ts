import type { Chance } from './chance.ts';

// The commonest surnames in about their shares; with the given names any likeness to somebody is chance.
const surnames = [...'王王王李李李张张张刘刘陈陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文'];
const men = [...'伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林建国志峰海亮东晨阳瑞泽宏'];
const women = [...'芳娜敏静丽艳娟霞秀英燕玲桂兰红梅琳洁颖倩雪婷慧莹佳欣怡蕾晶萍云凤琴菊珍淑'];
const shared = [...'文春晓玉永清子小新家天嘉思雨'];

export function surname(chance: Chance): string {
  return chance.pick(surnames);
}

export function givenName(chance: Chance, sex: 'MALE' | 'FEMALE'): string {
  const own = sex === 'MALE' ? men : women;
  if (chance.happens(0.25)) return chance.pick(own);
  return chance.pick(chance.happens(0.6) ? shared : own) + chance.pick(own);
}
