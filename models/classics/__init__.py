"""The gallery of slide "Convolutional Neural Networks (CNNs)": one network a file, its building block a named function.

Every builder is a recipe whose defaults are the published configuration; other depths, widths and image sizes are
keywords. `models` exports the builders, these modules also the blocks:
`from models.classics.resnet import residual_unit`.
"""
