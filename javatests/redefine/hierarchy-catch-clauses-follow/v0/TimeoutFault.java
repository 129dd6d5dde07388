class TimeoutFault extends RuntimeException {}
