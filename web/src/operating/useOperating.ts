import { useQuery, useQueryClient } from "@tanstack/react-query";

import { answered, client, type Shapes } from "../client/client";

export type Quality = Shapes["Quality"];
export type VectorQuality = Shapes["VectorQuality"];
export type Calibration = Shapes["CalibrationShown"];
export type Tuning = Shapes["TuningShown"];
export type Setting = Shapes["SettingShown"];
export type Imported = Shapes["ImportShown"];
export type Engine = Shapes["EngineShown"];

const KEY = "operating";

/** How well a catalogue can be searched. */
export function useQuality(name: string) {
  return useQuery({
    queryKey: [KEY, "quality", name],
    queryFn: ({ signal }) =>
      answered(
        client.GET("/api/v1/catalogues/{name}/quality", { params: { path: { name } }, signal }),
      ),
  });
}

/** What the last import of a catalogue did; null where none was recorded. */
export function useLastImport(name: string) {
  return useQuery({
    queryKey: [KEY, "import", name],
    queryFn: async ({ signal }) => {
      const params = { path: { name } };
      const asked = client.GET("/api/v1/catalogues/{name}/import", { params, signal });
      return (await answered(asked)).last;
    },
  });
}

/** How Redis is. */
export function useEngine() {
  return useQuery({
    queryKey: [KEY, "engine"],
    queryFn: ({ signal }) => answered(client.GET("/api/v1/engine", { signal })),
  });
}

/** Asks for all of it anew. */
export function useLookAgain(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: [KEY] });
}
