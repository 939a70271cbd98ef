import type { VerdictTone } from './gate.rules.ts';

let audio: AudioContext | null = null;

/** Browsers let a page sound only after a touch: call this from one. */
export function readySound(): void {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
}

/** Pitch in Hz, start and length in seconds. Rising and short is good; low and long is a stop, heard without looking. */
const tunes: Record<VerdictTone, { shape: OscillatorType; notes: [pitch: number, start: number, length: number][] }> = {
  allowed: { shape: 'sine', notes: [[880, 0, 0.11], [1320, 0.12, 0.2]] },
  pending: { shape: 'triangle', notes: [[660, 0, 0.16], [660, 0.24, 0.16]] },
  refused: { shape: 'square', notes: [[220, 0, 0.28], [180, 0.34, 0.28], [150, 0.68, 0.5]] },
};

const vibrations: Record<VerdictTone, number[]> = { allowed: [60], pending: [80, 80, 80], refused: [300, 120, 300, 120, 500] };

export function signal(tone: VerdictTone): void {
  navigator.vibrate?.(vibrations[tone]);
  if (!audio) return;
  for (const [pitch, start, length] of tunes[tone].notes) playNote(audio, tunes[tone].shape, pitch, audio.currentTime + start, length);
}

function playNote(context: AudioContext, shape: OscillatorType, pitch: number, at: number, length: number): void {
  const tone = new OscillatorNode(context, { type: shape, frequency: pitch });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(shape === 'square' ? 0.25 : 0.5, at + 0.01);
  volume.gain.setValueAtTime(shape === 'square' ? 0.25 : 0.5, at + length - 0.03);
  volume.gain.linearRampToValueAtTime(0, at + length);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + length);
}
