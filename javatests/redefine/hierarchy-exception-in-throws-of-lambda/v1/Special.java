class Special extends Problem {}
