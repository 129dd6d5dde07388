class Box extends Named {}
