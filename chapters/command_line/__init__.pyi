from chapters.command_line.command import main as main
from chapters.command_line.command import settings_of as settings_of
from chapters.command_line.network_picture import draw_network as draw_network
from chapters.command_line.report import Report as Report
from chapters.command_line.report import print_summary as print_summary
from chapters.command_line.settings import Flag as Flag
from chapters.command_line.settings import Settings as Settings
