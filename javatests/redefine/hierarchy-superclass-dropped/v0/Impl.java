class Impl extends Support {}
