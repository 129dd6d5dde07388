class Impl implements Named {}
