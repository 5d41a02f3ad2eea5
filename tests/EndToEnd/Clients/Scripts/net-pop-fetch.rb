# Fetches all messages with net/pop: MODE AFTERWARDS PORT USER PASSWORD CAFILE FOLDER SIZES MECHANISM.
require 'net/pop'

mode, afterwards, port, user, password, cafile, folder, sizes, mechanism = ARGV
session = Net::POP3.new('localhost', port.to_i, mechanism == 'APOP')
session.enable_ssl(OpenSSL::SSL::VERIFY_PEER, cafile) if mode == 'tls'
session.open_timeout = session.read_timeout = 40
session.start(user, password)
session.mails.each do |mail|
  octets = mail.pop
  File.binwrite(format('%s/%06d', folder, mail.number), octets)
  raise "message #{mail.number}: LIST said #{mail.length}, RETR gave #{octets.bytesize}" if sizes == 'exact' && mail.length != octets.bytesize

  mail.delete if afterwards == 'delete'
end
session.finish
