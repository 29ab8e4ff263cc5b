/** The keys of a catalogue of strings in another language; Chinese has one form for all numbers. */
export type Same<English> = {
  readonly [Key in keyof English as Key extends `${string}_one` ? never : Key]: string;
};
